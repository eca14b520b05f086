/** Asks an endpoint with an empty request whether it is one, before a run begins. */
import { HEAD_ROOM } from '../encode/batch.ts';
import { ENCODINGS } from '../encode/encodings.ts';
import { compress } from './compress.ts';
import { ENCODING_OF, type Endpoint } from './endpoint.ts';
import { openChannel } from './open-channel.ts';

/** `there`: it answers. `away`: it cannot be reached now, and `reason` says why. */
export type Presence = { there: true } | { there: false; reason: string };

/** @throws Error if it answers that it will not take such requests, or the endpoint makes no sense */
export async function checkEndpoint(endpoint: Endpoint): Promise<Presence> {
  const { open, close } = ENCODINGS[ENCODING_OF[endpoint.protocol]];
  const buffer = Buffer.concat([Buffer.alloc(HEAD_ROOM), Buffer.from(open + close)]);
  const packet = await compress({ buffer, end: buffer.length, spans: 0 }, endpoint.compression);
  const channel = openChannel(endpoint);
  const outcome = await channel.send(packet);
  channel.close();
  if (outcome.kind === 'refused') throw new Error(`Cannot send to ${endpoint.url}: ${outcome.reason}`);
  // It is there and asks for later.
  if (outcome.kind === 'accepted' || (outcome.kind === 'later' && outcome.written)) return { there: true };
  return { there: false, reason: outcome.reason };
}
