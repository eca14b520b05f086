/** For tests: a real server and real drains on a database, with a stand-in for broker. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService, Start } from '@tracewalk/service';
import { recordedSpans } from '@tracewalk/telemetry/testing';
import { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import { start as startDrain } from './main.ts';
import { startRecordingBroker } from './recording-broker.ts';

export interface Run {
  id: string;
  state: string;
  attempts: number;
  phases: { name: string; attempt: number; state: string; startedAt: string; durationMs: number }[];
  history: { state: string; at: string }[];
}

const QUIET = { PORT: '0', LOG_LEVEL: 'silent' };
/** Phases take no time, none fails, and nothing is audited unless a test wants it. */
const QUICK = { DURATION_SCALE: '0', FAILURE_RATE: '0', POLL_MS: '500', AUDIT_INTERVAL_MS: '60000' };

export type TestSystem = Awaited<ReturnType<typeof startTestSystem>>;

/** @param startServer comes from the test: code of a service does not import another service. */
export async function startTestSystem(databaseUrl: string, startServer: Start) {
  const database = new Pool({ connectionString: databaseUrl, max: 1 });
  const broker = await startRecordingBroker();
  const running = new Set<RunningService>();
  const begin = async (start: Start, env: Record<string, string>): Promise<RunningService> => {
    const service = await start({ ...QUIET, DATABASE_URL: databaseUrl, ...env });
    running.add(service);
    const stop = async () => {
      if (running.delete(service)) await service.stop();
    };
    return { ...service, stop };
  };
  const server = await begin(startServer, { RUN_RETRIES: '1' });
  const runNow = async (id: string) => (await (await fetch(`${server.url}/runs/${id}`)).json()) as Run;

  return {
    databaseUrl,
    broker,
    begin,
    startDrain: (env: Record<string, string> = {}) =>
      begin(startDrain, { ...QUICK, BROKER_URL: broker.url, ...env }),
    startRun: async (baggage = ''): Promise<Run> => {
      const headers = { ...(baggage && { baggage }) };
      const response = await fetch(`${server.url}/stacks/dns-zones/runs`, { method: 'POST', headers });
      return (await response.json()) as Run;
    },
    runNow,
    runInState: (id: string, state: string) =>
      eventually(async () => {
        const run = await runNow(id);
        return run.state === state ? run : undefined;
      }),
    /** The queue delivers a job at least once; here is the time too many. */
    deliverAgain: async (runId: string): Promise<void> => {
      const boss = new PgBoss({ connectionString: databaseUrl, max: 1, supervise: false, schedule: false });
      await boss.start();
      const sql = `SELECT data FROM pgboss.job WHERE name = 'runs' AND data->>'runId' = $1`;
      const { rows } = await database.query(sql, [runId]);
      await boss.send('runs', rows[0].data);
      await boss.stop({ graceful: false });
    },
    query: async (sql: string, values?: unknown[]) => (await database.query(sql, values)).rows,
    stop: async () => {
      await Promise.all([...running].map((service) => service.stop()));
      await broker.stop();
      await database.end();
    },
  };
}

type Span = ReturnType<typeof recordedSpans>[number];

export const spansNamed = (name: string): Span[] => recordedSpans().filter((span) => span.name === name);

export const childrenOf = (span: Span): Span[] =>
  recordedSpans().filter((each) => each.parentSpanContext?.spanId === span.spanContext().spanId);

/** Whether a service says that it can serve. */
export const isReady = async ({ url }: RunningService): Promise<true | undefined> =>
  (await fetch(`${url}/readyz`)).ok || undefined;

/** Asks until there is an answer, for ten seconds. */
export async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Cannot wait any longer for ${ask.toString()}`);
    await sleep(20);
  }
}
