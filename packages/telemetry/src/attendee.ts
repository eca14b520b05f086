/** Whose request a span is part of: baggage `attendee`, so that thirty people can share one system. */
import { type Context, propagation } from '@opentelemetry/api';

/** What comes from outside goes onto spans only if it is a name. */
const NAME = /^[\p{L}\p{N}._-]{1,64}$/u;

export function attendeeOf(context: Context): string | undefined {
  const name = propagation.getBaggage(context)?.getEntry('attendee')?.value;
  return name !== undefined && NAME.test(name) ? name : undefined;
}
