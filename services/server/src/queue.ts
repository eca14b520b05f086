/**
 * The queue of runs, in the same Postgres as the runs themselves: a run and its job are written together or not at all.
 *
 * A queue has no headers. The trace context goes into the job's data, in a carrier of its own.
 */
import { randomUUID } from 'node:crypto';
import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  ATTR_MESSAGING_DESTINATION_NAME,
  ATTR_MESSAGING_MESSAGE_ID,
  ATTR_MESSAGING_OPERATION_NAME,
  ATTR_MESSAGING_OPERATION_TYPE,
  ATTR_MESSAGING_SYSTEM_NAME,
  MESSAGING_OPERATION_TYPE_VALUE_SEND,
} from '@opentelemetry/semantic-conventions/incubating';
import { DUPLICATE_DELIVERY, isOn, LOST_CONTEXT, QUEUE_BACKLOG, strengthOf } from '@tracewalk/faults';
import { createLogger } from '@tracewalk/service';
import { DEMO_RUN_ID, DEMO_STACK_ID } from '@tracewalk/telemetry';
import type { Pool, PoolClient } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Config } from './config.ts';
import type { Run } from './runs.ts';
import { transaction } from '@tracewalk/service/postgres';
import { inTransaction } from './in-transaction.ts';

const RUNS = 'runs';
const DEAD_RUNS = 'runs.dead';

const tracer = trace.getTracer('server');

/** Opens the queue; several replicas may do so at once. Server only sends: drain takes jobs and clears up. */
export async function openQueue(config: Config, database: Pool): Promise<PgBoss> {
  const boss = new PgBoss({
    db: { executeSql: (sql, values) => database.query(sql, values) },
    supervise: false,
    schedule: false,
    bamIntervalSeconds: 3_600,
  });
  const log = createLogger('server', config.LOG_LEVEL);
  boss.on('error', (error) => log.warn({ err: error }, 'Cannot look after the queue: it is tried again'));
  // pg-boss trips over itself when several install it at once, so replicas that start together take turns.
  await transaction(database, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('tracewalk queue'))`);
    await boss.start();
    await defineQueues(boss, config);
  });
  // pg-boss reads a queue's settings once. Now, or the first request would wait for that in its transaction.
  await boss.findJobs(RUNS, { id: randomUUID() });
  return boss;
}

async function defineQueues(boss: PgBoss, config: Config): Promise<void> {
  await defineQueue(boss, DEAD_RUNS, { retryLimit: 20, retryBackoff: true, retryDelayMax: 60 });
  await defineQueue(boss, RUNS, {
    notify: true,
    deadLetter: DEAD_RUNS,
    retryLimit: config.RUN_RETRIES,
    retryBackoff: true,
    retryDelay: config.RUN_RETRY_DELAY_SECONDS,
    retryDelayMax: 300,
    expireInSeconds: 60,
    heartbeatSeconds: 10, // a drain that was killed is noticed after this
  });
}

/** A queue that is there already keeps its settings when it is created again, so they are updated. */
async function defineQueue(
  boss: PgBoss,
  name: string,
  options: Parameters<PgBoss['createQueue']>[1],
): Promise<void> {
  const settings = { deleteAfterSeconds: 3_600, ...options };
  await boss.createQueue(name, settings);
  await boss.updateQueue(name, settings);
}

/** Puts a job for the run into the queue, in the caller's transaction. */
export async function sendRun(boss: PgBoss, client: PoolClient, run: Run): Promise<void> {
  const id = randomUUID();
  const attributes = {
    [ATTR_MESSAGING_SYSTEM_NAME]: 'pg-boss',
    [ATTR_MESSAGING_OPERATION_NAME]: 'send',
    [ATTR_MESSAGING_OPERATION_TYPE]: MESSAGING_OPERATION_TYPE_VALUE_SEND,
    [ATTR_MESSAGING_DESTINATION_NAME]: RUNS,
    [ATTR_MESSAGING_MESSAGE_ID]: id,
    [DEMO_RUN_ID]: run.id,
    [DEMO_STACK_ID]: run.stackId,
  };
  await tracer.startActiveSpan('send runs', { kind: SpanKind.PRODUCER, attributes }, async (span) => {
    try {
      const carrier: Record<string, string> = {};
      if (!(await isOn(LOST_CONTEXT))) propagation.inject(context.active(), carrier);
      const data = { runId: run.id, stackId: run.stackId, carrier };
      const backlog = await strengthOf(QUEUE_BACKLOG);
      const options = { ...(backlog > 0 && { startAfter: backlog }), ...inTransaction(client) };
      await boss.send(RUNS, data, { id, ...options });
      if (await isOn(DUPLICATE_DELIVERY)) await boss.send(RUNS, data, options);
    } catch (error) {
      // The exception itself is on the span of the query, or of the request.
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}
