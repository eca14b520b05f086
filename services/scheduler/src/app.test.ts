import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { openDatabase } from '@tracewalk/service/postgres';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startServer } from '../../server/src/main.ts';
import { start } from './main.ts';
import { SCHEMA } from './schema.ts';

interface Schedule {
  id: string;
  dueAt: string;
  failures: number;
  lastRunId: string | null;
}

interface Call {
  path: string;
  headers: IncomingHttpHeaders;
  body: unknown;
}

const RUN_ID = '5e1c1bb5-0000-4000-8000-000000000000';

describe('scheduler', () => {
  let databaseUrl: string;
  let database: Pool;
  let running: RunningService[];
  let calls: Call[];
  /** What the stand-in for server answers next; 202 when there is none left. */
  let answers: number[];
  let standIn: Server;
  let serverUrl: string;

  const startScheduler = async (env: Record<string, string> = {}): Promise<RunningService> => {
    const service = await start({
      PORT: '0',
      LOG_LEVEL: 'silent',
      TICK_MS: '10',
      RETRY_MS: '50',
      DATABASE_URL: databaseUrl,
      SERVER_URL: serverUrl,
      ...env,
    });
    running.push(service);
    return service;
  };
  const addSchedule = (id: string, rhythm: { everyMs?: number; cron?: string }, dueIn = '0 s') =>
    database.query(
      `INSERT INTO scheduler.schedules (id, stack_id, every_ms, cron, due_at)
       VALUES ($1, 'dns-zones', $2, $3, now() + $4::interval)`,
      [id, rhythm.everyMs, rhythm.cron, dueIn],
    );
  const keys = () => calls.map(({ headers }) => String(headers['idempotency-key']));
  beforeEach(async () => {
    clearSpans();
    databaseUrl = await testDatabase();
    database = await openDatabase({ url: databaseUrl, service: 'test', schema: SCHEMA });
    running = [];
    calls = [];
    answers = [];
    const receive = async (request: IncomingMessage, response: ServerResponse) => {
      const body: unknown = JSON.parse(await text(request));
      calls.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answers.shift() ?? 202, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: RUN_ID }));
    };
    standIn = createServer((request, response) => void receive(request, response));
    await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve));
    serverUrl = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await Promise.all(running.map((service) => service.stop()));
    await database.end();
    standIn.closeAllConnections();
    await new Promise((resolve) => standIn.close(resolve));
  });

  it('has some schedules at the first start, and starts the first run at once', async () => {
    const scheduler = await startScheduler();
    await eventually(() => calls[0]);
    expect((await schedules(scheduler)).map(({ id }) => id)).toContain('check-network-drift');
  });

  it('starts a due run through server, as the root of a trace', async () => {
    await addSchedule('hourly', { everyMs: 3_600_000 });
    const scheduler = await startScheduler();
    const call = await eventually(() => calls[0]);

    const root = await spanNamed('start due run');
    const http = await callSpan();
    expect(root.parentSpanContext).toBeUndefined();
    expect(root.kind).toBe(SpanKind.INTERNAL);
    expect(root.attributes).toEqual({
      'demo.schedule.id': 'hourly',
      'demo.stack.id': 'dns-zones',
      'demo.run.id': RUN_ID,
    });
    expect(http.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(call.path).toBe('/stacks/dns-zones/runs');
    expect(call.body).toEqual({ requestedBy: 'scheduler', reason: 'Schedule hourly' });
    expect(call.headers['idempotency-key']).toMatch(/^hourly:\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(call.headers.traceparent).toBe(`00-${root.spanContext().traceId}-${http.spanContext().spanId}-01`);
    const [schedule] = await schedules(scheduler);
    expect(schedule).toMatchObject({ id: 'hourly', failures: 0, lastRunId: RUN_ID });
    expect(Date.parse(schedule?.dueAt ?? '')).toBeGreaterThan(Date.now() + 3_500_000);
  });

  it('starts each run once when two replicas look for the same schedules', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => addSchedule(id, { everyMs: 100 })));
    await Promise.all([startScheduler(), startScheduler()]);
    await eventually(() => (calls.length >= 30 ? true : undefined));

    expect(new Set(keys()).size).toBe(calls.length);
    for (const id of ['a', 'b', 'c']) {
      const due = keys().filter((key) => key.startsWith(id));
      const times = due.map((key) => Date.parse(key.slice(2)));
      expect(times).toEqual(times.toSorted((one, other) => one - other));
    }
  });

  it('makes one run of all due times that it slept through', async () => {
    await addSchedule('hourly', { everyMs: 3_600_000 }, '-50 hours');
    await addSchedule('nightly', { cron: '0 3 * * *' }, '-50 hours');
    const scheduler = await startScheduler();
    await eventually(() => (calls.length === 2 ? true : undefined));
    await eventually(async () =>
      (await schedules(scheduler)).every(({ dueAt }) => Date.parse(dueAt) > Date.now()) ? true : undefined,
    );
    expect(calls).toHaveLength(2);
  });

  it('tries the same due time again, with the same key, when server fails', async () => {
    answers.push(503, 503);
    await addSchedule('hourly', { everyMs: 3_600_000 });
    const scheduler = await startScheduler();
    await eventually(() => (calls.length === 3 ? true : undefined));

    expect(new Set(keys()).size).toBe(1);
    const attempts = await eventually(() => {
      const spans = recordedSpans().filter(({ name }) => name === 'start due run');
      return spans.length === 3 ? spans : undefined;
    });
    const { ERROR, UNSET } = SpanStatusCode;
    expect(attempts.map(({ status }) => status.code)).toEqual([ERROR, ERROR, UNSET]);
    await eventually(async () => ((await schedules(scheduler))[0]?.failures === 0 ? true : undefined));
  });

  it('shows that server is down as an error, with the exception on the span of the call only', async () => {
    await addSchedule('hourly', { everyMs: 3_600_000 });
    await new Promise((resolve) => standIn.close(resolve));
    await startScheduler();

    const root = await spanNamed('start due run');
    expect(root.status.code).toBe(SpanStatusCode.ERROR);
    expect(root.status.message).toMatch('server could not be reached');
    expect(root.events).toEqual([]);
    expect((await callSpan()).events.map(({ name }) => name)).toEqual(['exception']);
    await new Promise<void>((resolve) => standIn.listen(0, '127.0.0.1', resolve));
  });

  it('goes on to the next due time when server refuses the run', async () => {
    answers.push(404);
    await addSchedule('hourly', { everyMs: 3_600_000 });
    const scheduler = await startScheduler();
    const root = await spanNamed('start due run');

    expect(root.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'Cannot start the run: server answered 404',
    });
    await eventually(async () => {
      const [schedule] = await schedules(scheduler);
      return Date.parse(schedule?.dueAt ?? '') > Date.now() ? true : undefined;
    });
    expect(calls).toHaveLength(1);
  });

  it('lets a schedule that cannot be understood fail alone', async () => {
    await addSchedule('broken', { cron: 'at noon' }, '-1 hour');
    await addSchedule('hourly', { everyMs: 3_600_000 });
    await startScheduler();
    await eventually(() => calls[0]);

    expect(keys()[0]).toMatch(/^hourly:/);
    const broken = recordedSpans().find(({ attributes }) => attributes['demo.schedule.id'] === 'broken');
    expect(broken?.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('starts no second run when it died between the call and the commit', async () => {
    const server = await startServer({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: databaseUrl });
    running.push(server);
    await addSchedule('hourly', { everyMs: 3_600_000 });
    const [before] = (await database.query('SELECT due_at FROM scheduler.schedules')).rows;
    const first = await startScheduler({ SERVER_URL: server.url });
    const lastRun = () =>
      eventually(
        async () => (await schedules(first)).find(({ lastRunId }) => lastRunId)?.lastRunId ?? undefined,
      );
    const run = await lastRun();
    // As if the commit had not happened: the call was made, and the schedule knows nothing of it.
    await database.query('UPDATE scheduler.schedules SET due_at = $1, last_run_id = NULL', [before.due_at]);

    expect(await lastRun()).toBe(run);
    expect((await database.query('SELECT FROM server.runs')).rowCount).toBe(1);
  });

  it('makes no span while nothing is due', async () => {
    await addSchedule('later', { everyMs: 1_000 }, '1 hour');
    const scheduler = await startScheduler();
    await sleep(100); // some ten looks
    await scheduler.stop();
    running = [];
    expect(recordedSpans()).toEqual([]);
  });
});

const schedules = async (service: RunningService) =>
  ((await (await fetch(`${service.url}/schedules`)).json()) as { schedules: Schedule[] }).schedules;

/** The fetch instrumentation's span; the stand-in has a SERVER span of the same name. */
const callSpan = () =>
  eventually(() => recordedSpans().find(({ name, kind }) => name === 'POST' && kind === SpanKind.CLIENT));

/** Asks until there is an answer, for ten seconds. */
async function eventually<T>(ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`Cannot wait any longer for ${ask.toString()}`);
    await sleep(20);
  }
}
