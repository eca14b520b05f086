/** CloudEvents over HTTP (CloudEvents 1.0, HTTP protocol binding): reading, answering, describing on a span. */
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_CLOUDEVENTS_EVENT_ID,
  ATTR_CLOUDEVENTS_EVENT_SOURCE,
  ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION,
  ATTR_CLOUDEVENTS_EVENT_SUBJECT,
  ATTR_CLOUDEVENTS_EVENT_TYPE,
} from '@opentelemetry/semantic-conventions/incubating';
import { type CloudEvent, HTTP } from 'cloudevents';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { Problem } from './problem.ts';

/** Reads the body as text whatever its type: a JSON parser would break structured events and batches. */
export const eventBody = (maxBytes: number): RequestHandler =>
  express.text({ type: () => true, limit: maxBytes });

/** The events of a request: one in binary or structured mode, several in a batch. A 400 if any is malformed. */
export function readEvents(request: Request): CloudEvent<unknown>[] {
  try {
    const message = HTTP.toEvent({ headers: request.headers, body: request.body ?? '' });
    const events = (Array.isArray(message) ? message : [message]) as CloudEvent<unknown>[];
    for (const event of events) event.validate();
    return events;
  } catch (error) {
    throw new Problem(400, `Cannot read the CloudEvent: ${(error as Error).message}`);
  }
}

/** Replies with an event in binary mode. */
export function sendEvent(response: Response, event: CloudEvent<unknown>): void {
  const { headers, body } = HTTP.binary(event);
  response
    .status(200)
    .set(headers as Record<string, string>)
    .send(body);
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
