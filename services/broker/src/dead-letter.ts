/** What a dead letter says about why it is one (Knative eventing, dead letter extensions). */
import type { BrokerEvent } from './event.ts';
import type { Failure } from './send.ts';

const MAX_DATA_CHARACTERS = 1_024;

export function deadLetter(event: BrokerEvent, destination: string, { code, detail }: Failure): BrokerEvent {
  const data = readable(detail);
  return {
    ...event,
    attributes: {
      ...event.attributes,
      knativeerrordest: destination,
      knativeerrorcode: code,
      ...(data !== '' && { knativeerrordata: data }),
    },
  };
}

/** An attribute may hold no control characters (CloudEvents 1.0.2, type system). */
const readable = (text: string) =>
  Array.from(text.replace(/\p{Cc}+/gu, ' ').trim())
    .slice(0, MAX_DATA_CHARACTERS)
    .join('');
