/**
 * Tells broker that a run has ended.
 *
 * The event waits in a queue, written in the transaction that ended the run, until broker has accepted it. So it
 * survives a broker that is down and a drain that is stopped. `send run.finished` still is in the run's trace: the
 * context waits along with it.
 */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
  MESSAGING_OPERATION_TYPE_VALUE_SEND,
} from '@opentelemetry/semantic-conventions/incubating';
import { binaryMessage, cloudEventAttributes } from '@tracewalk/service/cloudevents';
import { DEMO_RUN_ID, DEMO_RUN_STATE, DEMO_STACK_ID } from '@tracewalk/telemetry';
import { CloudEvent } from 'cloudevents';
import type { PoolClient } from 'pg';
import type { Job, JobResult, PgBoss } from 'pg-boss';
import {
  type EventMessage,
  eventMessage,
  EVENTS,
  fromCarrier,
  type RunMessage,
  toCarrier,
} from './messages.ts';
import type { Resources } from './resources.ts';
import { inTransaction } from './in-transaction.ts';

const tracer = trace.getTracer('drain');

/** After this a broker that does not answer counts as down, in ms. */
const DEADLINE = 2_000;

export async function sendLater(
  boss: PgBoss,
  client: PoolClient,
  { runId, stackId }: RunMessage,
  state: EventMessage['state'],
): Promise<void> {
  const message: EventMessage = {
    runId,
    stackId,
    state,
    endedAt: new Date().toISOString(),
    carrier: toCarrier(),
  };
  await boss.send(EVENTS, message, inTransaction(client));
}

/** Throws if broker did not take the event: the queue then delivers the job again, as often as it needs. */
export async function sendFinishedEvent(resources: Resources, job: Job<unknown>): Promise<JobResult> {
  const message = eventMessage.parse(job.data);
  const event = toEvent(message);
  const attributes = {
    [ATTR_MESSAGING_SYSTEM_NAME]: 'cloudevents',
    [ATTR_MESSAGING_OPERATION_NAME]: 'send',
    [ATTR_MESSAGING_OPERATION_TYPE]: MESSAGING_OPERATION_TYPE_VALUE_SEND,
    [ATTR_MESSAGING_DESTINATION_NAME]: 'run.finished',
    [ATTR_MESSAGING_MESSAGE_ID]: event.id,
    ...cloudEventAttributes(event),
    [DEMO_RUN_ID]: message.runId,
    [DEMO_STACK_ID]: message.stackId,
    [DEMO_RUN_STATE]: message.state,
  };
  const options = { kind: SpanKind.PRODUCER, attributes };
  return tracer.startActiveSpan(
    'send run.finished',
    options,
    fromCarrier(message),
    async (span): Promise<JobResult> => {
      try {
        const status = await post(resources, event);
        if (status < 300) return { id: job.id, status: 'completed' };
        const error = `Cannot send the event: broker answered ${status}`;
        span.setAttribute(ATTR_ERROR_TYPE, String(status));
        if (isTemporary(status)) throw new Error(error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: error });
        return { id: job.id, status: 'deadletter', output: { error } };
      } catch (error) {
        // The exception itself, if broker could not be reached, is on the span of the call.
        span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
        throw error;
      } finally {
        span.end();
      }
    },
  );
}

/** A run ends once, so its id is the event's id too: a receiver can tell an event that was sent twice. */
const toEvent = ({ runId, stackId, state, endedAt }: EventMessage) =>
  new CloudEvent({
    id: runId,
    source: '/drain',
    type: 'dev.tracewalk.run.finished',
    subject: runId,
    time: endedAt,
    datacontenttype: 'application/json',
    data: { runId, stackId, state },
  });

async function post({ config, interrupted }: Resources, event: CloudEvent<unknown>): Promise<number> {
  const response = await fetch(config.BROKER_URL, {
    method: 'POST',
    redirect: 'manual',
    signal: AbortSignal.any([AbortSignal.timeout(DEADLINE), interrupted]),
    ...binaryMessage(event),
  });
  await response.body?.cancel();
  return response.status;
}

/** Anything else says that the event itself is at fault, and would be refused again. */
const isTemporary = (status: number) => status >= 500 || status === 408 || status === 429;
