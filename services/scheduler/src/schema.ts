/** Scheduler's only table. Every statement is harmless when it has run before. */
export const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS scheduler;

  CREATE TABLE IF NOT EXISTS scheduler.schedules (
    id          text PRIMARY KEY,
    stack_id    text NOT NULL,
    every_ms    integer CHECK (every_ms > 0),
    cron        text,                           -- in UTC
    due_at      timestamptz NOT NULL,
    retry_at    timestamptz,                    -- after a failure: not before this
    failures    integer NOT NULL DEFAULT 0,     -- in a row
    last_run_id uuid,
    CHECK (num_nonnulls(every_ms, cron) = 1)
  );
`;
