import { SpanKind } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start } from './main.ts';

interface Run {
  id: string;
  stackId: string;
  state: string;
  requestedBy: string | null;
  traceId: string;
  phases: unknown[];
  history: { state: string; at: string }[];
}

describe('server', () => {
  let service: RunningService;
  let database: Pool;

  const post = (stack: string, { key, body }: { key?: string; body?: string } = {}) =>
    fetch(`${service.url}/stacks/${stack}/runs`, {
      method: 'POST',
      body: body ?? '{}',
      headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    });
  const startRun = async (stack: string, asked: { key?: string; body?: string } = {}) =>
    (await (await post(stack, asked)).json()) as Run;
  const get = async <T>(path: string) => (await (await fetch(service.url + path)).json()) as T;
  const count = async (table: string) =>
    Number((await database.query(`SELECT count(*) FROM ${table}`)).rows[0].count);

  beforeAll(async () => {
    const url = await testDatabase();
    service = await start({ PORT: '0', DATABASE_URL: url, LOG_LEVEL: 'silent' });
    database = new Pool({ connectionString: url, max: 1 });
  });
  afterAll(async () => {
    await database.end();
    await service.stop();
  });
  beforeEach(clearSpans);

  it('lists a dozen stacks', async () => {
    const { stacks } = await get<{ stacks: { id: string; name: string }[] }>('/stacks');
    expect(stacks).toHaveLength(12);
    expect(stacks).toContainEqual(expect.objectContaining({ id: 'dns-zones', name: 'DNS zones' }));
  });

  it('accepts a run, says where it is, and shows it as queued', async () => {
    const response = await post('dns-zones', { body: '{"requestedBy":"ada","reason":"a new zone"}' });

    expect(response.status).toBe(202);
    const run = (await response.json()) as Run;
    expect(response.headers.get('location')).toBe(`/runs/${run.id}`);
    expect(run).toMatchObject({
      stackId: 'dns-zones',
      state: 'queued',
      requestedBy: 'ada',
      reason: 'a new zone',
    });
    const shown = await get<Run>(`/runs/${run.id}`);
    expect(shown).toMatchObject({ ...run, phases: [], history: [{ state: 'queued' }] });
  });

  it('sends the run within the request, and puts the context of that span into the job', async () => {
    const response = await post('identity');
    const run = (await response.json()) as Run;

    const request = await spanNamed('POST /stacks/:id/runs');
    const send = await spanNamed('send runs');
    const { traceId, spanId } = send.spanContext();
    const { rows } = await database.query(`SELECT id, data FROM pgboss.job WHERE data->>'runId' = $1`, [
      run.id,
    ]);
    expect(send.kind).toBe(SpanKind.PRODUCER);
    expect(send.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(send.attributes).toEqual({
      'messaging.system.name': 'pg-boss',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'runs',
      'messaging.message.id': rows[0].id,
      'demo.run.id': run.id,
      'demo.stack.id': 'identity',
    });
    expect(rows[0].data.carrier.traceparent).toBe(`00-${traceId}-${spanId}-01`);
    expect(run.traceId).toBe(traceId);
    expect(response.headers.get('traceresponse')).toBe(`00-${traceId}-${request.spanContext().spanId}-01`);
  });

  it('shows the transaction in the trace: the row and the job between BEGIN and COMMIT', async () => {
    await post('identity');

    await spanNamed('POST /stacks/:id/runs');
    const queries = recordedSpans().filter(({ attributes }) => 'db.system.name' in attributes);
    const names = queries.map(({ name }) => name);
    expect(names).toEqual([
      'BEGIN',
      'INSERT server.runs',
      expect.stringMatching(/^INSERT pgboss\.job/),
      'COMMIT',
    ]);
  });

  it('answers the same run for the same Idempotency-Key, and queues it once', async () => {
    const jobs = await count('pgboss.job');
    const first = await startRun('dns-zones', { key: 'once', body: '{"requestedBy":"ada"}' });
    const again = await post('dns-zones', { key: 'once', body: '{"requestedBy":"ada"}' });

    expect(again.status).toBe(202);
    expect(again.headers.get('location')).toBe(`/runs/${first.id}`);
    expect(await again.json()).toEqual(first);
    expect(await count('pgboss.job')).toBe(jobs + 1);
  });

  it('starts one run for one key when ten requests race', async () => {
    const runs = await Promise.all(Array.from({ length: 10 }, () => startRun('cdn-edge', { key: 'race' })));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
  });

  it('refuses a key that was used for another request with 422', async () => {
    const run = await startRun('dns-zones', { key: 'mine' });
    for (const other of [
      await post('identity', { key: 'mine' }),
      await post('dns-zones', { key: 'mine', body: '{"reason":"else"}' }),
    ]) {
      expect(other.status).toBe(422);
      expect(await other.json()).toMatchObject({
        runId: run.id,
        traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
    }
  });

  it.each([
    ['an unknown stack', 404, () => post('nowhere')],
    ['an unknown stack with a key', 404, () => post('nowhere', { key: 'k' })],
    ['a key that is too long', 400, () => post('dns-zones', { key: 'k'.repeat(129) })],
    ['a key with a space', 400, () => post('dns-zones', { key: 'a b' })],
    ['an unknown field', 400, () => post('dns-zones', { body: '{"who":"me"}' })],
    [
      'a name that is too long',
      400,
      () => post('dns-zones', { body: `{"requestedBy":"${'x'.repeat(65)}"}` }),
    ],
    ['a control character', 400, () => post('dns-zones', { body: '{"requestedBy":"\\u0000"}' })],
    ['a body that is no JSON', 400, () => post('dns-zones', { body: '{' })],
    ['a body that is no object', 400, () => post('dns-zones', { body: '[]' })],
    ['a body that is too large', 413, () => post('dns-zones', { body: `{"reason":"${'x'.repeat(5_000)}"}` })],
    ['a run that is not there', 404, () => fetch(`${service.url}/runs/00000000-0000-4000-8000-000000000000`)],
    ['an id that is none', 404, () => fetch(`${service.url}/runs/%00`)],
    ['a limit that is too great', 400, () => fetch(`${service.url}/runs?limit=101`)],
    ['a cursor that is none', 400, () => fetch(`${service.url}/runs?cursor=x`)],
    ['a state that is none', 400, () => fetch(`${service.url}/runs?state=asleep`)],
    ['a filter given twice', 400, () => fetch(`${service.url}/runs?stack=a&stack=b`)],
    ['a control character in a filter', 400, () => fetch(`${service.url}/runs?stack=%00`)],
  ])('answers %s with a %i problem', async (_what, status, ask) => {
    const response = await ask();
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({ status, detail: expect.any(String) });
  });

  it('pages through the runs of a requester, newest first, while others are added', async () => {
    const asked = { body: '{"requestedBy":"grace"}' };
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.unshift((await startRun('storage-media', asked)).id);

    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { runs: Run[]; nextCursor: string | null } = await get(
        `/runs?requestedBy=grace&stack=storage-media&state=queued&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...page.runs.map(({ id }) => id));
      cursor = page.nextCursor;
      await startRun('storage-media', asked);
    }
    expect(seen).toEqual(ids);
  });

  it('leaves neither run nor job when the transaction fails', async () => {
    await database.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no commit today'; END $$;
      CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON server.runs DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW WHEN (NEW.reason = 'refuse') EXECUTE FUNCTION refuse()`);
    const before = [await count('server.runs'), await count('server.run_history'), await count('pgboss.job')];

    expect((await post('dns-zones', { body: '{"reason":"refuse"}' })).status).toBe(500);
    expect([
      await count('server.runs'),
      await count('server.run_history'),
      await count('pgboss.job'),
    ]).toEqual(before);
    expect((await spanNamed('COMMIT')).events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('shows no query outside a request', async () => {
    await post('identity');
    await spanNamed('POST /stacks/:id/runs');
    const queries = recordedSpans().filter((span) => 'db.system.name' in span.attributes);
    expect(queries).not.toEqual([]);
    expect(queries.filter((span) => !span.parentSpanContext)).toEqual([]);
  });
});

describe('a server whose queue is full', () => {
  it('takes no more runs, but still answers for those it took', async () => {
    const env = { PORT: '0', DATABASE_URL: await testDatabase(), LOG_LEVEL: 'silent', MAX_QUEUED_RUNS: '2' };
    const service = await start(env);
    const post = (key: string) =>
      fetch(`${service.url}/stacks/identity/runs`, { method: 'POST', headers: { 'idempotency-key': key } });
    const statuses: number[] = [];
    for (const key of ['a', 'b', 'c', 'a']) statuses.push((await post(key)).status);
    await service.stop();
    expect(statuses).toEqual([202, 202, 503, 202]);
  });
});

describe('three servers', () => {
  it('start at the same time on an empty database', async () => {
    const env = { PORT: '0', DATABASE_URL: await testDatabase(), LOG_LEVEL: 'silent' };
    const services = await Promise.all([start(env), start(env), start(env)]);
    const ready = await Promise.all(services.map(async ({ url }) => (await fetch(`${url}/readyz`)).status));
    await Promise.all(services.map((service) => service.stop()));
    expect(ready).toEqual([200, 200, 200]);
  });
});
