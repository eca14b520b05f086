/** Starts a run: its row and its job in one transaction, and only once for an Idempotency-Key. */
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { parse, Problem } from '@tracewalk/service';
import type { Pool, PoolClient } from 'pg';
import type { PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Config } from './config.ts';
import { sendRun } from './queue.ts';
import { RUN, text, type Run } from './runs.ts';
import { transaction } from '@tracewalk/service/postgres';

const BODY = z.strictObject({
  requestedBy: text(64).min(1).optional(),
  reason: text(200).optional(),
});

/** Printable ASCII, of the size that a UUID, or a name with a time in it, takes. */
const KEY = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'expected 1 to 128 printable characters without spaces')
  .optional();

interface Request {
  stackId: string;
  key: string | undefined;
  requestedBy?: string;
  reason?: string;
}

/**
 * Returns the run that is now queued, or, for a key that was used before, the run it started then
 * (draft-ietf-httpapi-idempotency-key-header). Throws a 404 for an unknown stack, a 422 for a key that started another
 * run, a 503 when drain is far behind.
 */
export async function startRun(
  { config, database, queue }: { config: Config; database: Pool; queue: PgBoss },
  request: { stackId: string; key: unknown; body: unknown },
): Promise<Run> {
  const asked: Request = {
    stackId: parse(text(64), request.stackId, 'stack id'),
    key: parse(KEY, request.key, 'Idempotency-Key'),
    ...parse(BODY, request.body ?? {}, 'request body'),
  };
  return transaction(database, async (client) => {
    const run = await insertRun(client, asked, config.MAX_QUEUED_RUNS);
    if (!run) return earlierRun(client, asked);
    await sendRun(queue, client, run);
    return run;
  });
}

/**
 * Nothing is inserted if the stack does not exist, the key is taken, or the queue is full. A key that is being taken is
 * waited for.
 */
async function insertRun(client: PoolClient, asked: Request, maxQueued: number): Promise<Run | undefined> {
  const { rows } = await client.query<Run>(
    `INSERT INTO server.runs (stack_id, requested_by, reason, idempotency_key, trace_id)
     SELECT id, $2, $3, $4, $5 FROM server.stacks
     WHERE id = $1 AND $6 > (SELECT count(*) FROM (SELECT FROM server.runs WHERE state = 'queued' LIMIT $6))
     ON CONFLICT (idempotency_key) DO NOTHING
     RETURNING ${RUN}`,
    [asked.stackId, asked.requestedBy, asked.reason, asked.key, currentTraceId(), maxQueued],
  );
  return rows[0];
}

async function earlierRun(client: PoolClient, asked: Request): Promise<Run> {
  const { rows } = await client.query<Run>(`SELECT ${RUN} FROM server.runs WHERE idempotency_key = $1`, [
    asked.key,
  ]);
  const run = rows[0];
  if (!run) return refuse(client, asked.stackId);
  const same =
    run.stackId === asked.stackId &&
    run.requestedBy === (asked.requestedBy ?? null) &&
    run.reason === (asked.reason ?? null);
  if (!same) {
    throw new Problem(422, 'Cannot start a run: its Idempotency-Key was used for another request', {
      runId: run.id,
    });
  }
  return run;
}

async function refuse(client: PoolClient, stackId: string): Promise<never> {
  const { rowCount } = await client.query('SELECT FROM server.stacks WHERE id = $1', [stackId]);
  if (!rowCount) throw new Problem(404, `Cannot start a run: there is no stack ${stackId}`);
  throw new Problem(503, 'Cannot start a run: too many are queued already. Try again later');
}

function currentTraceId(): string | undefined {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? context.traceId : undefined;
}
