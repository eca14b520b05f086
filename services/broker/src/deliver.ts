/**
 * A delivery: tries, back-off, and in the end a dead letter.
 *
 * In the trace: `process <trigger>`, with a CLIENT span for each try beneath and a `retry` event between two tries.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Link, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME } from '@opentelemetry/semantic-conventions/incubating';
import {
  DEMO_DELIVERY_ATTEMPTS,
  DEMO_DELIVERY_DELAY,
  DEMO_DELIVERY_OUTCOME,
  DEMO_TRIGGER_NAME,
} from '@tracewalk/telemetry';
import { backoff } from './backoff.ts';
import { deadLetter } from './dead-letter.ts';
import { describe, linksToOrigin } from './describe.ts';
import type { BrokerEvent } from './event.ts';
import type { Delivery } from './queue.ts';
import { type Failure, type Reply, send } from './send.ts';

const tracer = trace.getTracer('broker');

/** `kept` means that the broker stopped first: the event is delivered after the next start. */
export type Outcome = 'delivered' | 'replied' | 'dead_lettered' | 'dropped' | 'kept';

export interface DeliverySettings {
  broker: string;
  /** `parent`: a delivery is in the trace of its event. `link`: it has a trace of its own, linked to the event's. */
  trace: 'parent' | 'link';
  maxReplyBytes: number;
  /** Stores the reply to a delivery, or says why it could not be stored. */
  storeReply: (reply: Reply, delivery: Delivery) => Failure | undefined;
  /** Aborted when the broker stops: no waiting any more, only what can be done at once. */
  stopping: AbortSignal;
  /** Aborted when the time to stop is over. */
  interrupted: AbortSignal;
}

interface Attempts {
  outcome: Outcome;
  failure?: Failure;
  attempts: number;
}

export function deliver(delivery: Delivery, settings: DeliverySettings): Promise<Outcome> {
  const { trigger, event } = delivery;
  const attributes = {
    ...describe('process', settings.broker, event),
    [ATTR_MESSAGING_DESTINATION_SUBSCRIPTION_NAME]: trigger.name,
    [DEMO_TRIGGER_NAME]: trigger.name,
  };
  const own = settings.trace === 'link';
  const options = { kind: SpanKind.CONSUMER, attributes, root: own, links: own ? linksTo(delivery) : [] };
  return tracer.startActiveSpan(`process ${trigger.name}`, options, delivery.context, async (span) => {
    const result = await deliverInSpan(delivery, settings, span);
    span.setAttributes({
      [DEMO_DELIVERY_OUTCOME]: result.outcome,
      [DEMO_DELIVERY_ATTEMPTS]: result.attempts,
    });
    if (result.failure && result.outcome !== 'kept') {
      span.setAttribute(ATTR_ERROR_TYPE, result.failure.type);
      // What the subscriber answered is its data: it goes into the dead letter, not here.
      span.setStatus({ code: SpanStatusCode.ERROR, message: `Cannot deliver: ${result.outcome}` });
    }
    span.end();
    return result.outcome;
  });
}

function linksTo({ context: accepted, event }: Delivery): Link[] {
  const here = trace.getSpanContext(accepted);
  return [...(here ? [{ context: here }] : []), ...linksToOrigin(event, here)];
}

async function deliverInSpan(delivery: Delivery, settings: DeliverySettings, span: Span): Promise<Attempts> {
  const { trigger, event } = delivery;
  const first = await attempt(delivery, trigger.subscriber, event, settings, span, (reply) =>
    settings.storeReply(reply, delivery),
  );
  const { deadLetterSink } = trigger.delivery;
  if (!first.failure || first.outcome === 'kept' || !deadLetterSink) return first;
  const letter = deadLetter(event, trigger.subscriber, first.failure);
  const second = await attempt(delivery, deadLetterSink, letter, settings, span);
  if (second.outcome === 'kept') return { ...first, outcome: 'kept' };
  return { ...first, outcome: second.failure ? 'dropped' : 'dead_lettered' };
}

/** Tries until it is delivered, is not worth trying, or was tried often enough. */
async function attempt(
  { trigger, headers }: Delivery,
  url: string,
  event: BrokerEvent,
  { maxReplyBytes, stopping, interrupted }: DeliverySettings,
  span: Span,
  store?: (reply: Reply) => Failure | undefined,
): Promise<Attempts> {
  const { retry, timeout } = trigger.delivery;
  for (let attempts = 1; ; attempts++) {
    const answer = await send({ url, event, headers, timeout, maxReplyBytes, interrupted });
    const failure = answer.failure ?? (answer.reply && store?.(answer.reply));
    if (!failure) return { outcome: answer.reply && store ? 'replied' : 'delivered', attempts };
    if (failure.retry && stopping.aborted) return { outcome: 'kept', failure, attempts };
    if (!failure.retry || attempts > retry) return { outcome: 'dropped', failure, attempts };
    const delay = backoff(trigger.delivery, attempts, failure.retryAfter);
    span.addEvent('retry', { [ATTR_ERROR_TYPE]: failure.type, [DEMO_DELIVERY_DELAY]: delay });
    if (!(await waited(delay, stopping))) return { outcome: 'kept', failure, attempts };
  }
}

const waited = (delay: number, stopping: AbortSignal): Promise<boolean> =>
  sleep(delay, undefined, { signal: stopping }).then(
    () => true,
    () => false,
  );
