import { randomUUID } from 'node:crypto';
import type { Journey } from './journey.ts';

/** A heartbeat more for the broker: coinflip flips a coin for it. A CloudEvent in binary mode. */
export const event: Journey = function* (visitor) {
  yield {
    name: 'POST event',
    method: 'POST',
    path: '/',
    to: 'events',
    headers: {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': randomUUID(),
      'ce-source': 'urn:tracewalk:load-generator',
      'ce-type': 'dev.knative.eventing.samples.heartbeat',
    },
    body: `{"id":${visitor.random.int(1_000_000)},"label":"load"}`,
    expect: 202,
  };
};
