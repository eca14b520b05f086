/** What server answers about runs. */
import { parse, Problem } from '@tracewalk/service';
import type { Pool } from 'pg';
import { z } from 'zod';

export interface Run {
  id: string;
  /** Counts all runs, as a string of digits; the greatest is the newest. */
  number: string;
  stackId: string;
  state: (typeof STATES)[number];
  requestedBy: string | null;
  reason: string | null;
  traceId: string | null;
  attempts: number;
  createdAt: Date;
  endedAt: Date | null;
}

const STATES = ['queued', 'running', 'finished', 'failed'] as const;

/** The columns of a run as it is shown. */
export const RUN = `id, number, stack_id AS "stackId", state, requested_by AS "requestedBy", reason, trace_id AS "traceId",
  attempts, created_at AS "createdAt", ended_at AS "endedAt"`;

/** Text that Postgres can hold and a page can show. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'expected text without control characters');

const LIST = z.object({
  stack: text(64).optional(),
  state: z.enum(STATES).optional(),
  requestedBy: text(64).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'expected a nextCursor of an earlier answer')
    .optional(),
});

interface RunList {
  runs: Run[];
  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}

/** Newest first. The cursor is the last run's number, so pages stay stable while runs are added. */
export async function listRuns(database: Pool, query: unknown): Promise<RunList> {
  const { stack, state, requestedBy, limit, cursor } = parse(LIST, query, 'query');
  const { rows } = await database.query<Run>(
    `SELECT ${RUN} FROM server.runs
     WHERE ($1::text IS NULL OR stack_id = $1)
       AND ($2::text IS NULL OR state = $2)
       AND ($3::text IS NULL OR requested_by = $3)
       AND ($4::bigint IS NULL OR number < $4)
     ORDER BY number DESC LIMIT $5`,
    [stack, state, requestedBy, cursor, limit + 1],
  );
  const runs = rows.slice(0, limit);
  const more = rows.length > limit;
  return { runs, nextCursor: more ? (runs.at(-1)?.number ?? null) : null };
}

interface Phase {
  name: string;
  attempt: number;
  state: string;
  startedAt: Date;
  durationMs: number | null;
}

interface StateChange {
  state: string;
  at: Date;
}

/** A run with what has happened to it so far. The three queries go side by side, as the trace shows. */
export async function showRun(
  database: Pool,
  id: string,
): Promise<Run & { phases: Phase[]; history: StateChange[] }> {
  if (!z.uuid().safeParse(id).success) throw noSuchRun(id);
  const [run, phases, history] = await Promise.all([
    database.query<Run>(`SELECT ${RUN} FROM server.runs WHERE id = $1`, [id]),
    database.query<Phase>(
      `SELECT name, attempt, state, started_at AS "startedAt", duration_ms AS "durationMs"
       FROM server.run_phases WHERE run_id = $1 ORDER BY attempt, started_at`,
      [id],
    ),
    database.query<StateChange>(
      'SELECT state, at FROM server.run_history WHERE run_id = $1 ORDER BY number',
      [id],
    ),
  ]);
  if (!run.rows[0]) throw noSuchRun(id);
  return { ...run.rows[0], phases: phases.rows, history: history.rows };
}

const noSuchRun = (id: string) =>
  new Problem(404, `Cannot show run ${id.slice(0, 64)}: there is none with this id`);
