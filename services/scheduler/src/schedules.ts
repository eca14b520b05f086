/** The schedules, in Postgres: replicas share them, and they survive a restart. */
import type { Pool, PoolClient } from 'pg';
import { nextDue, type Rhythm } from './next-due.ts';

export interface DueSchedule {
  id: string;
  stackId: string;
  rhythm: Rhythm;
  dueAt: Date;
  failures: number;
  /** What Postgres' clock says: replicas need not agree on theirs. */
  now: Date;
}

const SEED: { id: string; stackId: string; rhythm: Rhythm }[] = [
  { id: 'check-network-drift', stackId: 'network-staging', rhythm: { everyMs: 5_000 } },
  { id: 'check-cluster-drift', stackId: 'cluster-staging', rhythm: { everyMs: 30_000 } },
  { id: 'scale-build-runners', stackId: 'build-runners', rhythm: { cron: '*/2 * * * *' } },
  { id: 'rehearse-recovery', stackId: 'database-orders', rhythm: { cron: '30 3 * * *' } },
];

/** Puts some schedules there at the first start. Intervals begin at once, so that there is something to see. */
export async function seedSchedules(database: Pool): Promise<void> {
  const { rowCount } = await database.query('SELECT FROM scheduler.schedules LIMIT 1');
  if (rowCount) return;
  const now = new Date();
  for (const { id, stackId, rhythm } of SEED) {
    const [everyMs, cron, due] =
      'cron' in rhythm ? [null, rhythm.cron, nextDue(rhythm, now, now)] : [rhythm.everyMs, null, now];
    await database.query(
      `INSERT INTO scheduler.schedules (id, stack_id, every_ms, cron, due_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO NOTHING`,
      [id, stackId, everyMs, cron, due],
    );
  }
}

interface Row {
  id: string;
  stackId: string;
  everyMs: number | null;
  cron: string | null;
  dueAt: Date;
  failures: number;
  now: Date;
}

/** The schedule that has been due for longest, locked until the transaction ends; other replicas pass over it. */
export async function lockDueSchedule(client: PoolClient): Promise<DueSchedule | undefined> {
  const { rows } = await client.query<Row>(
    `SELECT id, stack_id AS "stackId", every_ms AS "everyMs", cron, due_at AS "dueAt", failures, now() AS now
     FROM scheduler.schedules WHERE coalesce(retry_at, due_at) <= now()
     ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  if (!rows[0]) return undefined;
  const { everyMs, cron, ...schedule } = rows[0];
  return { ...schedule, rhythm: cron === null ? { everyMs: everyMs ?? 0 } : { cron } };
}

export async function moveOn(client: PoolClient, id: string, dueAt: Date, runId?: string): Promise<void> {
  await client.query(
    `UPDATE scheduler.schedules
     SET due_at = $2, retry_at = NULL, failures = 0, last_run_id = coalesce($3, last_run_id) WHERE id = $1`,
    [id, dueAt, runId],
  );
}

/** The due time stays: it is the same run that is tried again. */
export async function tryAgain(client: PoolClient, id: string, afterMs: number): Promise<void> {
  await client.query(
    `UPDATE scheduler.schedules
     SET failures = failures + 1, retry_at = clock_timestamp() + $2 * interval '1 ms' WHERE id = $1`,
    [id, afterMs],
  );
}

export async function listSchedules(database: Pool): Promise<unknown[]> {
  const { rows } = await database.query(
    `SELECT id, stack_id AS "stackId", every_ms AS "everyMs", cron, due_at AS "dueAt", retry_at AS "retryAt", failures,
       last_run_id AS "lastRunId"
     FROM scheduler.schedules ORDER BY id LIMIT 1000`,
  );
  return rows;
}
