import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { Pool } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start } from './main.ts';
import { tracedRequest } from './test-request.ts';

describe('profile', () => {
  let service: RunningService;
  const get = (id: number | string) => tracedRequest(`${service.url}/profiles/${id}`);

  beforeAll(async () => {
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: await testDatabase() });
  });
  afterAll(() => service.stop());

  it.each([1, 500, 1_000])('answers with the profile of user %i', async (id) => {
    const { response, body } = await get(id);

    expect(response.status).toBe(200);
    expect(body).toEqual({
      id,
      title: expect.stringMatching(/\w/),
      department: expect.stringMatching(/\w/),
      location: expect.stringMatching(/\w/),
      bio: expect.stringMatching(/\w/),
      color: expect.stringMatching(/^#[0-9a-f]{6}$/),
    });
  });

  it('shows a miss of the cache, with the query beneath it', async () => {
    const { spanNamed, tree } = await get(7);

    await spanNamed('GET /profiles/:id');
    expect(tree()).toBe(`GET
  GET /profiles/:id
    load profile
      SELECT profile.profiles
`);
    const load = await spanNamed('load profile');
    expect(load.kind).toBe(SpanKind.INTERNAL);
    expect(load.attributes).toEqual({ 'demo.cache.hit': false });
    const query = await spanNamed('SELECT profile.profiles');
    expect(query.kind).toBe(SpanKind.CLIENT);
    expect(query.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.collection.name': 'profile.profiles',
      'db.query.text': 'SELECT * FROM profile.profiles WHERE id = $1',
    });
  });

  it('shows a hit of the cache, with the same answer and no query', async () => {
    const first = await get(8);
    const second = await get(8);

    expect(second.body).toEqual(first.body);
    await second.spanNamed('GET /profiles/:id');
    expect(second.tree()).toBe('GET\n  GET /profiles/:id\n    load profile\n');
    expect((await second.spanNamed('load profile')).attributes).toEqual({ 'demo.cache.hit': true });
  });

  it('answers 404 with a problem document that names the trace, and the spans are no errors', async () => {
    const { response, body, traceId, spanNamed } = await get(1_001);

    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Cannot find profile 1001: there is none',
      traceId,
    });
    expect((await spanNamed('load profile')).status.code).toBe(SpanStatusCode.UNSET);
    expect((await spanNamed('GET /profiles/:id')).status.code).toBe(SpanStatusCode.UNSET);
  });

  it.each(['0', '-1', '1.5', '1e2', '0x10', '%201', 'abc', '2147483648', '%00', "1'--"])(
    'answers 400 to the malformed id %s, and asks the database nothing',
    async (id) => {
      const { response, body, spanNamed, tree } = await get(id);

      expect(response.status).toBe(400);
      expect(body).toMatchObject({
        detail: 'Cannot read the path: id: expected a whole number from 1',
        errors: [{ field: 'id' }],
      });
      await spanNamed('GET /profiles/:id');
      expect(tree()).toBe('GET\n  GET /profiles/:id\n');
    },
  );

  it('is alive and ready, and shows neither in a trace', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const { response, tree } = await tracedRequest(service.url + path);
      expect(response.status).toBe(200);
      expect(tree()).toBe('GET\n');
    }
  });
});

describe('the cache of profile', () => {
  let service: RunningService;
  const run = async (env: NodeJS.ProcessEnv) => {
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: await testDatabase(), ...env });
  };
  const isHit = async (id: number) => {
    const { spanNamed } = await tracedRequest(`${service.url}/profiles/${id}`);
    return (await spanNamed('load profile')).attributes['demo.cache.hit'];
  };
  afterEach(() => service.stop());

  it('holds so many profiles, and forgets the one that was not asked for the longest', async () => {
    await run({ CACHE_SIZE: '2' });
    for (const id of [1, 2, 1, 3]) await isHit(id);
    expect([await isHit(1), await isHit(2)]).toEqual([true, false]);
  });

  it('forgets a profile after its time', async () => {
    await run({ CACHE_TTL_MS: '20' });
    await isHit(1);
    await vi.waitFor(async () => expect(await isHit(1)).toBe(false));
  });

  it('does not remember that there was no profile: there may be one by now', async () => {
    await run({});
    expect([await isHit(2_000), await isHit(2_000)]).toEqual([false, false]);
  });
});

describe('profile without its tables or its database', () => {
  it('answers 500 without a word of why, while the spans say it', async () => {
    const url = await testDatabase();
    const service = await start({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: url });
    await inDatabase(url, 'DROP SCHEMA profile CASCADE');

    const { body, traceId, spanNamed } = await tracedRequest(`${service.url}/profiles/1`);
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'Something went wrong here. The trace shows where.',
      traceId,
    });
    for (const name of ['SELECT profile.profiles', 'load profile', 'GET /profiles/:id'])
      expect((await spanNamed(name)).status.code).toBe(SpanStatusCode.ERROR);
    expect((await spanNamed('load profile')).events).toEqual([]);
    await service.stop();
  });

  it('is not ready, but still alive', async () => {
    const url = await testDatabase();
    const service = await start({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: url });
    const name = url.split('/').at(-1);
    await inDatabase(inject('databaseUrl'), `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await inDatabase(
      inject('databaseUrl'),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`,
    );

    const ready = await tracedRequest(`${service.url}/readyz`);
    expect(ready.body).toMatchObject({ status: 503, detail: expect.stringMatching(/^Cannot serve yet: /) });
    expect((await tracedRequest(`${service.url}/healthz`)).response.status).toBe(200);
    await service.stop();
  });
});

async function inDatabase(url: string, statement: string): Promise<void> {
  const database = new Pool({ connectionString: url, max: 1 });
  await database.query(statement);
  await database.end();
}
