/** CloudEvents over HTTP: reading, sending, describing on a span. */
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLOUDEVENTS_EVENT_ID,
  ATTR_CLOUDEVENTS_EVENT_SOURCE,
  ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION,
  ATTR_CLOUDEVENTS_EVENT_SUBJECT,
  ATTR_CLOUDEVENTS_EVENT_TYPE,
} from '@opentelemetry/semantic-conventions/incubating';
import type { CloudEvent } from 'cloudevents';
import type { Response } from 'express';
import { binaryMessage } from './binary-message.ts';

export { binaryMessage } from './binary-message.ts';
export { eventBody, readEvents } from './read-events.ts';

/** Replies with an event in binary mode. */
export function sendEvent(response: Response, event: CloudEvent<unknown>): void {
  const { headers, body } = binaryMessage(event);
  // Not Express' set(): it would add a charset to the type.
  response.writeHead(200, headers).end(body);
}

/** What a span says of an event: never its data. */
export function cloudEventAttributes(event: CloudEvent<unknown>): Attributes {
  return {
    [ATTR_CLOUDEVENTS_EVENT_ID]: event.id,
    [ATTR_CLOUDEVENTS_EVENT_SOURCE]: event.source,
    [ATTR_CLOUDEVENTS_EVENT_TYPE]: event.type,
    [ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION]: event.specversion,
    ...(event.subject && { [ATTR_CLOUDEVENTS_EVENT_SUBJECT]: event.subject }),
  };
}
