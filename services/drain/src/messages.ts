/** What travels in the queues, and what spans say of it. A queue has no headers: the trace context is in the data. */
import {
  context,
  propagation,
  ROOT_CONTEXT,
  trace,
  type Attributes,
  type Context,
  type Link,
} from '@opentelemetry/api';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
  MESSAGING_OPERATION_TYPE_VALUE_PROCESS,
} from '@opentelemetry/semantic-conventions/incubating';
import { DEMO_PROPAGATION_FORMAT, DEMO_RUN_ID, DEMO_STACK_ID, propagationFormat } from '@tracewalk/telemetry';
import { z } from 'zod';

/** Made by server. */
export const RUNS = 'runs';
export const DEAD_RUNS = 'runs.dead';
/** Made by drain: what it has yet to tell broker. */
export const EVENTS = 'events';
export const DEAD_EVENTS = 'events.dead';

const carrier = z.record(z.string(), z.string()).default({});

export const runMessage = z.object({ runId: z.uuid(), stackId: z.string(), carrier });
export type RunMessage = z.output<typeof runMessage>;

export const eventMessage = runMessage.extend({
  state: z.enum(['finished', 'failed']),
  endedAt: z.iso.datetime(),
});
export type EventMessage = z.output<typeof eventMessage>;

/** The active trace context, to go into a job's data. */
export function toCarrier(): Record<string, string> {
  const headers: Record<string, string> = {};
  propagation.inject(context.active(), headers);
  return headers;
}

/** The context that a job was sent in. Only that: whatever is active here belongs to someone else. */
export const fromCarrier = (message: RunMessage): Context =>
  propagation.extract(ROOT_CONTEXT, message.carrier);

/** The sender is the parent, so that it is one trace, and linked as well, as the messaging conventions ask for. */
export function linksTo(sender: Context): Link[] {
  const spanContext = trace.getSpanContext(sender);
  return spanContext ? [{ context: spanContext }] : [];
}

export function processAttributes(
  queue: string,
  jobId: string,
  message: RunMessage,
  sender: Context,
): Attributes {
  const format = propagationFormat(sender);
  return {
    [ATTR_MESSAGING_SYSTEM_NAME]: 'pg-boss',
    [ATTR_MESSAGING_OPERATION_NAME]: 'process',
    [ATTR_MESSAGING_OPERATION_TYPE]: MESSAGING_OPERATION_TYPE_VALUE_PROCESS,
    [ATTR_MESSAGING_DESTINATION_NAME]: queue,
    [ATTR_MESSAGING_MESSAGE_ID]: jobId,
    [DEMO_RUN_ID]: message.runId,
    [DEMO_STACK_ID]: message.stackId,
    ...(format && { [DEMO_PROPAGATION_FORMAT]: format }),
  };
}
