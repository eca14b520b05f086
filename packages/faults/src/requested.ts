/**
 * How a request carries faults of its own: W3C baggage `fault=slow-profile-query`, several with a plus between them, a
 * variant after a colon: `fault=slow-profile-query:timeout+failing-user`. And whose request it is: `attendee=anna`.
 */
import { faultNamed } from './catalogue.ts';

/** The keys of the baggage. */
export const FAULT_KEY = 'fault';
export const ATTENDEE_KEY = 'attendee';

/** More than this is not read: baggage comes from anybody. */
const MAX_LENGTH = 512;

const ATTENDEE = /^[\p{L}\p{N}._-]{1,64}$/u;

/** A name of letters, digits, `.`, `_` and `-`, at most 64 of them. */
export const isAttendee = (name: string): boolean => ATTENDEE.test(name);

/** The variant of this fault that the value of `fault` asks for; undefined if it does not. */
export function requestedVariant(value: string, name: string): string | undefined {
  if (value.length > MAX_LENGTH) return undefined;
  // Some decoders take a plus for a space.
  for (const each of value.split(/[+ ]/)) {
    const [asked, variant = 'on'] = each.split(':', 2);
    if (asked !== name) continue;
    const { variants } = faultNamed(name) ?? {};
    return variants && Object.hasOwn(variants, variant) ? variant : undefined;
  }
  return undefined;
}

export interface RequestedFault {
  name: string;
  /** `on` unless said. */
  variant?: string;
}

/**
 * The `baggage` header of a request that carries these faults, or is this attendee's; empty for none of both. Send it to
 * frontend; each service passes it on to the next, as far as the formats on the way allow.
 *
 * @throws when there is no such fault or variant, or the attendee's name has other signs than letters, digits, `._-`
 */
export function faultBaggage(faults: readonly RequestedFault[], attendee?: string): string {
  const asked = faults.map(({ name, variant }) => {
    const { variants } = faultNamed(name) ?? {};
    if (!variants || (variant !== undefined && !Object.hasOwn(variants, variant))) {
      throw new Error(`Cannot ask for the fault ${name}${variant ? `:${variant}` : ''}: there is none`);
    }
    return variant === undefined || variant === 'on' ? name : `${name}:${variant}`;
  });
  if (attendee !== undefined && !isAttendee(attendee)) {
    throw new Error(
      'Cannot name the attendee: expected 1 to 64 letters, digits, dots, dashes or underscores',
    );
  }
  return [
    ...(attendee === undefined ? [] : [`${ATTENDEE_KEY}=${encodeURIComponent(attendee)}`]),
    ...(asked.length === 0 ? [] : [`${FAULT_KEY}=${asked.join('+')}`]),
  ].join(',');
}
