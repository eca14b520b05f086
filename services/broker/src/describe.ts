/**
 * What the broker's spans say of an event: never its data.
 *
 * `messaging.system.name` has no well-known value for CloudEvents over HTTP; the conventions ask for a name of one's own
 * then. Both of the broker's own spans name the same destination, the broker: a Trigger is a subscription to it.
 */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { isSpanContextValid, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  ATTR_CLOUDEVENTS_EVENT_ID,
  ATTR_CLOUDEVENTS_EVENT_SOURCE,
  ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION,
  ATTR_CLOUDEVENTS_EVENT_SUBJECT,
  ATTR_CLOUDEVENTS_EVENT_TYPE,
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_BODY_SIZE,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
} from '@opentelemetry/semantic-conventions/incubating';
import type { BrokerEvent } from './event.ts';

export function describe(
  operation: 'send' | 'process',
  broker: string,
  { attributes, data }: BrokerEvent,
): Attributes {
  return {
    [ATTR_MESSAGING_SYSTEM_NAME]: 'cloudevents',
    [ATTR_MESSAGING_OPERATION_NAME]: operation,
    [ATTR_MESSAGING_OPERATION_TYPE]: operation,
    [ATTR_MESSAGING_DESTINATION_NAME]: broker,
    [ATTR_MESSAGING_MESSAGE_ID]: attributes['id'],
    [ATTR_MESSAGING_MESSAGE_BODY_SIZE]: data?.length ?? 0,
    [ATTR_CLOUDEVENTS_EVENT_ID]: attributes['id'],
    [ATTR_CLOUDEVENTS_EVENT_SOURCE]: attributes['source'],
    [ATTR_CLOUDEVENTS_EVENT_TYPE]: attributes['type'],
    [ATTR_CLOUDEVENTS_EVENT_SPEC_VERSION]: attributes['specversion'],
    [ATTR_CLOUDEVENTS_EVENT_SUBJECT]: attributes['subject'],
  };
}

/**
 * Links to the trace that the event itself names (the `traceparent` extension: CloudEvents distributed tracing), if it is
 * another than the one it came in. The headers decide the parent: they say who sent the event, the extension who made it.
 */
export function linksToOrigin({ attributes }: BrokerEvent, here: SpanContext | undefined): Link[] {
  const { traceparent, tracestate } = attributes;
  if (traceparent === undefined) return [];
  const origin = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, { traceparent, tracestate }));
  if (!origin || !isSpanContextValid(origin) || origin.traceId === here?.traceId) return [];
  return [{ context: origin }];
}
