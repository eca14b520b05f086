/**
 * From an event to its deliveries: each Trigger is evaluated exactly once, and each match is a delivery.
 *
 * In the trace: `send <broker>` for each event that is accepted, from outside or as a reply; its deliveries follow it.
 */
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { DEMO_TRIGGER_MATCHES } from '@tracewalk/telemetry';
import { describe, linksToOrigin } from './describe.ts';
import type { BrokerEvent } from './event.ts';
import type { Delivery } from './queue.ts';
import type { Trigger } from './triggers.ts';

const tracer = trace.getTracer('broker');

export interface Arrival {
  event: BrokerEvent;
  ttl: number;
  /** Headers that pass on to the subscribers. */
  headers: Record<string, string>;
}

/** Returns what was held, or nothing if there was no room for all of it. */
export function route(
  arrivals: Arrival[],
  broker: string,
  triggers: Trigger[],
  hold: (deliveries: Delivery[]) => boolean,
): Delivery[] | undefined {
  const time = new Date().toISOString();
  const routed = arrivals.map((arrival) => match(withArrivalTime(arrival, time), broker, triggers));
  const deliveries = routed.flatMap((each) => each.deliveries);
  const fits = hold(deliveries);
  for (const { span } of routed) {
    if (!fits) {
      span.setAttribute(ATTR_ERROR_TYPE, 'queue_full');
      span.setStatus({ code: SpanStatusCode.ERROR, message: 'Cannot accept the event: the queue is full' });
    }
    span.end();
  }
  return fits ? deliveries : undefined;
}

const withArrivalTime = ({ event, ...arrival }: Arrival, time: string): Arrival => ({
  ...arrival,
  event: { ...event, attributes: { ...event.attributes, knativearrivaltime: time } },
});

function match({ event, ttl, headers }: Arrival, broker: string, triggers: Trigger[]) {
  const matching = triggers.filter((trigger) => trigger.matches(event.attributes));
  const span = tracer.startSpan(`send ${broker}`, {
    kind: SpanKind.PRODUCER,
    attributes: { ...describe('send', broker, event), [DEMO_TRIGGER_MATCHES]: matching.length },
    links: linksToOrigin(event, trace.getActiveSpan()?.spanContext()),
  });
  const accepted = trace.setSpan(context.active(), span);
  const deliveries = matching.map((trigger): Delivery => ({
    trigger,
    event,
    ttl,
    headers,
    context: accepted,
  }));
  return { span, deliveries };
}
