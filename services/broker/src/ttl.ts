/**
 * The time to live that ends loops (Knative's `knativebrokerttl`): how often an event and its replies may pass the
 * broker. Subscribers never see it, so the broker keeps it beside the event and goes on counting with the reply.
 */
import type { BrokerEvent } from './event.ts';

const TTL = 'knativebrokerttl';
const FIRST_TTL = 255;

/** Takes the TTL off an event that arrives. One that came from another broker counts on; at zero it goes no further. */
export function takeTtl({ attributes, data }: BrokerEvent): { event: BrokerEvent; ttl: number } {
  const { [TTL]: given, ...others } = attributes;
  const isCount = given !== undefined && /^\d{1,9}$/.test(String(given));
  return { event: { attributes: others, data }, ttl: isCount ? Math.max(0, Number(given) - 1) : FIRST_TTL };
}
