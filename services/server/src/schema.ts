/**
 * The tables of stacks and runs. Server makes them; drain writes to the runs as it works through them
 * (docs/decisions/0005-queue-in-postgres.md). Every statement is harmless when it has run before.
 */
export const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS server;

  CREATE TABLE IF NOT EXISTS server.stacks (
    id          text PRIMARY KEY,
    name        text NOT NULL,
    environment text NOT NULL,
    region      text NOT NULL,
    description text NOT NULL
  );

  CREATE TABLE IF NOT EXISTS server.runs (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number          bigint GENERATED ALWAYS AS IDENTITY UNIQUE, -- in the order of creation: lists go by it
    stack_id        text NOT NULL REFERENCES server.stacks,
    state           text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'finished', 'failed')),
    requested_by    text,
    reason          text,
    idempotency_key text UNIQUE,
    trace_id        text,                                       -- the trace that the run was asked for in
    attempts        integer NOT NULL DEFAULT 0,                 -- whoever works on the run holds this number
    created_at      timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    ended_in        jsonb,                                      -- the span context of the work that ended it
    audited_at      timestamptz
  );
  CREATE INDEX IF NOT EXISTS runs_by_stack ON server.runs (stack_id, number);
  CREATE INDEX IF NOT EXISTS runs_by_state ON server.runs (state, number);
  CREATE INDEX IF NOT EXISTS runs_by_requester ON server.runs (requested_by, number);
  CREATE INDEX IF NOT EXISTS runs_to_audit ON server.runs (ended_at)
    WHERE ended_at IS NOT NULL AND audited_at IS NULL;

  CREATE TABLE IF NOT EXISTS server.run_phases (
    run_id      uuid NOT NULL REFERENCES server.runs ON DELETE CASCADE,
    attempt     integer NOT NULL,
    name        text NOT NULL,
    state       text NOT NULL CHECK (state IN ('running', 'finished', 'failed', 'interrupted')),
    started_at  timestamptz NOT NULL,
    duration_ms integer,
    PRIMARY KEY (run_id, attempt, name)
  );

  CREATE TABLE IF NOT EXISTS server.run_history (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES server.runs ON DELETE CASCADE,
    state  text NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp()
  );
  CREATE INDEX IF NOT EXISTS run_history_by_run ON server.run_history (run_id, number);

  -- Two services change a run's state. The table itself keeps the history, so that neither can forget to.
  CREATE OR REPLACE FUNCTION server.remember_state() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'INSERT' OR NEW.state <> OLD.state THEN
      INSERT INTO server.run_history (run_id, state) VALUES (NEW.id, NEW.state);
    END IF;
    RETURN NULL;
  END $$;
  CREATE OR REPLACE TRIGGER remember_state AFTER INSERT OR UPDATE OF state ON server.runs
    FOR EACH ROW EXECUTE FUNCTION server.remember_state();
`;
