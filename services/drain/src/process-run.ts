/** Takes one run through its phases. Each delivery of its job is a `process runs` span, in the trace that sent it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ATTR_ERROR_TYPE } from '@opentelemetry/semantic-conventions';
import { DEMO_RUN_ATTEMPT, DEMO_RUN_DUPLICATE, DEMO_RUN_STATE } from '@tracewalk/telemetry';
import type { Job } from 'pg-boss';
import { sendLater } from './finished-event.ts';
import { fromCarrier, linksTo, processAttributes, runMessage, RUNS, type RunMessage } from './messages.ts';
import { PhaseFailed, planAttempt, type PlannedPhase } from './phases.ts';
import type { Resources } from './resources.ts';
import { dumpPlan, poisonedOrNot } from './faults.ts';
import { type Attempt, beginAttempt, beginPhase, endPhase, finish, requeue } from './run-store.ts';
import { transaction } from '@tracewalk/service/postgres';
import { inTransaction } from './in-transaction.ts';

const tracer = trace.getTracer('drain');

/** Throws if the attempt failed: the queue then delivers the job again, after a while. */
export async function processRun(resources: Resources, job: Job<unknown>): Promise<void> {
  const message = runMessage.parse(job.data);
  const sender = fromCarrier(message);
  const options = {
    kind: SpanKind.CONSUMER,
    links: linksTo(sender),
    attributes: processAttributes(RUNS, job.id, message, sender),
  };
  await tracer.startActiveSpan('process runs', options, sender, async (span) => {
    try {
      const attempt = await beginAttempt(resources.database, message.runId);
      const state = attempt ? await work(resources, message, attempt, span) : 'duplicate';
      if (state === 'duplicate') span.setAttribute(DEMO_RUN_DUPLICATE, true);
      else span.setAttribute(DEMO_RUN_STATE, state);
    } catch (error) {
      // The exception itself is on the span of the phase, or of the query.
      span.setAttribute(ATTR_ERROR_TYPE, (error as Error).name);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}

async function work(
  resources: Resources,
  message: RunMessage,
  attempt: Attempt,
  span: Span,
): Promise<'finished' | 'queued' | 'duplicate'> {
  span.setAttribute(DEMO_RUN_ATTEMPT, attempt.number);
  try {
    const phases = planAttempt(resources.config, message.runId, attempt.number);
    for (const phase of await poisonedOrNot(phases)) {
      await workThrough(resources, attempt, phase);
    }
  } catch (error) {
    if (resources.interrupted.aborted) return putBack(resources, message, attempt);
    await requeue(resources.database, attempt);
    throw error;
  }
  // The end of the run and the event about it are written together, so neither is ever there without the other.
  return transaction(resources.database, async (client) => {
    if (!(await finish(client, attempt, span.spanContext()))) return 'duplicate';
    await sendLater(resources.boss, client, message, 'finished');
    return 'finished';
  });
}

async function workThrough(
  { database, interrupted }: Resources,
  attempt: Attempt,
  phase: PlannedPhase,
): Promise<void> {
  await tracer.startActiveSpan(phase.name, async (span) => {
    try {
      await beginPhase(database, attempt, phase.name);
      if (phase.name === 'plan') await dumpPlan(span);
      await sleep(phase.duration, undefined, { signal: interrupted });
      if (phase.failure) throw new PhaseFailed(`Cannot ${phase.name}: ${phase.failure}`);
      await endPhase(database, attempt, phase.name, 'finished');
    } catch (error) {
      if (!interrupted.aborted) {
        if (error instanceof PhaseFailed) span.recordException(error);
        span.setAttribute(ATTR_ERROR_TYPE, (error as Error).name);
        span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      }
      await endPhase(database, attempt, phase.name, interrupted.aborted ? 'interrupted' : 'failed');
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Drain stops: a fresh job takes the place of this one, so that it costs the run none of its retries. */
async function putBack(
  { database, boss }: Resources,
  message: RunMessage,
  attempt: Attempt,
): Promise<'queued'> {
  await transaction(database, async (client) => {
    await requeue(client, attempt);
    await boss.send(RUNS, message, inTransaction(client));
  });
  return 'queued';
}
