/**
 * Starts the run of a schedule that is due: once for each due time, however many replicas there are.
 *
 * The schedule stays locked while server is called, so no other replica calls at the same time. Should this one die
 * between the call and the commit, the due time is still there and the next one calls again, with the same
 * Idempotency-Key: server then answers with the run that it has started already. So none is lost and none is doubled.
 */
import { ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { callUpstream, Problem } from '@tracewalk/service';
import { DEMO_RUN_ID, DEMO_SCHEDULE_ID, DEMO_STACK_ID } from '@tracewalk/telemetry';
import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import type { Config } from './config.ts';
import { nextDue } from './next-due.ts';
import { type DueSchedule, lockDueSchedule, moveOn, tryAgain } from './schedules.ts';
import { transaction } from '@tracewalk/service/postgres';

const tracer = trace.getTracer('scheduler');

/** Short, since the schedule is locked meanwhile; in ms. */
const DEADLINE = 1_500;
const LONGEST_BACK_OFF = 30_000;

/** Returns whether a schedule was due. No request is behind this: the span is the root of a trace. */
export async function startDueRun(config: Config, database: Pool): Promise<boolean> {
  return transaction(database, async (client) => {
    const schedule = await lockDueSchedule(client);
    if (!schedule) return false;
    const attributes = { [DEMO_SCHEDULE_ID]: schedule.id, [DEMO_STACK_ID]: schedule.stackId };
    await tracer.startActiveSpan('start due run', { attributes }, ROOT_CONTEXT, async (span) => {
      try {
        await startRun(config, client, schedule, span);
      } catch (error) {
        // If server could not be reached, the exception itself is on the span of the call.
        if (!(error instanceof Problem)) span.recordException(error as Error);
        span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
        await tryAgain(
          client,
          schedule.id,
          Math.min(config.RETRY_MS * 2 ** schedule.failures, LONGEST_BACK_OFF),
        );
      } finally {
        span.end();
      }
    });
    return true;
  });
}

const RUN = z.object({ id: z.uuid() });

async function startRun(
  config: Config,
  client: PoolClient,
  schedule: DueSchedule,
  span: Span,
): Promise<void> {
  const next = nextDue(schedule.rhythm, schedule.dueAt, schedule.now);
  const { status, body } = await callUpstream({
    service: 'server',
    url: `${config.SERVER_URL}/stacks/${encodeURIComponent(schedule.stackId)}/runs`,
    method: 'POST',
    headers: { 'idempotency-key': `${schedule.id}:${schedule.dueAt.toISOString()}` },
    body: { requestedBy: 'scheduler', reason: `Schedule ${schedule.id}` },
    deadline: DEADLINE,
  });
  if (status === 202) {
    const run = RUN.parse(body);
    span.setAttribute(DEMO_RUN_ID, run.id);
    await moveOn(client, schedule.id, next, run.id);
  } else {
    // Refused, e.g. since the stack has gone. Asking again would not help, so it is the next due time's turn.
    span.setStatus({
      code: SpanStatusCode.ERROR,
      message: `Cannot start the run: server answered ${status}`,
    });
    await moveOn(client, schedule.id, next);
  }
}
