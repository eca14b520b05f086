/**
 * The runs in server's tables, as drain changes them.
 *
 * `attempts` is what protects a run: it goes up each time a job is taken, and whoever writes has to hold the newest
 * number. A job that is delivered again while its first worker is still busy takes the run over; the first one notices.
 */
import type { SpanContext } from '@opentelemetry/api';
import type { Pool, PoolClient } from 'pg';

type Database = Pool | PoolClient;

export interface Attempt {
  runId: string;
  number: number;
}

/** Returns nothing when the run is done already: its job was delivered again. */
export async function beginAttempt(database: Database, runId: string): Promise<Attempt | undefined> {
  const { rows } = await database.query<{ attempts: number }>(
    `UPDATE server.runs SET state = 'running', attempts = attempts + 1
     WHERE id = $1 AND state IN ('queued', 'running') RETURNING attempts`,
    [runId],
  );
  return rows[0] && { runId, number: rows[0].attempts };
}

/** The run waits for another attempt: after a failure, or because drain stops. */
export async function requeue(database: Database, { runId, number }: Attempt): Promise<void> {
  await database.query(
    `UPDATE server.runs SET state = 'queued' WHERE id = $1 AND attempts = $2 AND state = 'running'`,
    [runId, number],
  );
}

/** The run has had its effect. False when another worker has taken it over meanwhile. */
export async function finish(
  database: Database,
  { runId, number }: Attempt,
  endedIn: SpanContext,
): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE server.runs SET state = 'finished', ended_at = now(), ended_in = $3
     WHERE id = $1 AND attempts = $2 AND state = 'running'`,
    [runId, number, toJson(endedIn)],
  );
  return rowCount === 1;
}

/** Nobody will try the run again. False when it has ended already. */
export async function giveUp(database: Database, runId: string, endedIn: SpanContext): Promise<boolean> {
  const { rowCount } = await database.query(
    `UPDATE server.runs SET state = 'failed', ended_at = now(), ended_in = $2
     WHERE id = $1 AND state IN ('queued', 'running')`,
    [runId, toJson(endedIn)],
  );
  return rowCount === 1;
}

export async function beginPhase(
  database: Database,
  { runId, number }: Attempt,
  name: string,
): Promise<void> {
  await database.query(
    `INSERT INTO server.run_phases (run_id, attempt, name, state, started_at) VALUES ($1, $2, $3, 'running', now())`,
    [runId, number, name],
  );
}

export async function endPhase(
  database: Database,
  { runId, number }: Attempt,
  name: string,
  state: 'finished' | 'failed' | 'interrupted',
): Promise<void> {
  await database.query(
    `UPDATE server.run_phases
     SET state = $4, duration_ms = extract(epoch FROM now() - started_at) * 1000
     WHERE run_id = $1 AND attempt = $2 AND name = $3`,
    [runId, number, name, state],
  );
}

const toJson = ({ traceId, spanId, traceFlags }: SpanContext) =>
  JSON.stringify({ traceId, spanId, traceFlags });
