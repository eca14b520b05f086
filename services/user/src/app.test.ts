import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startProfile } from '../../profile/src/main.ts';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { start } from './main.ts';
import { hangs, type Neighbour, startNeighbour } from './test-neighbour.ts';

interface Page {
  users: { id: number; name: string; email: string; joinedOn: string }[];
  nextCursor: string | null;
}

describe('user', () => {
  let profile: RunningService;
  let service: RunningService;
  const get = (path: string) => tracedRequest(service.url + path);

  beforeAll(async () => {
    const DATABASE_URL = await testDatabase();
    profile = await startProfile({ PORT: '0', DATABASE_URL });
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL, PROFILE_URL: profile.url });
  });
  afterAll(async () => {
    await service.stop();
    await profile.stop();
  });

  it.each([1, 500, 1_000])('answers with user %i and the profile', async (id) => {
    const { response, body } = await get(`/users/${id}`);

    expect(response.status).toBe(200);
    expect(body).toEqual({
      id,
      name: expect.stringMatching(/^\S+ \S+$/),
      email: expect.stringMatching(/^[a-z]+\.[a-z]+@example\.com$/),
      joinedOn: expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
      profile: expect.objectContaining({ id, title: expect.stringMatching(/\w/) }),
    });
  });

  it('shows the query for the user and the call to profile, down to the query there', async () => {
    const { spanNamed, tree } = await get('/users/7');

    await spanNamed('GET /users/:id');
    expect(tree()).toBe(`GET
  GET /users/:id
    GET
      GET /profiles/:id
        load profile
          SELECT profile.profiles
    SELECT users.users
`);
    const query = await spanNamed('SELECT users.users');
    expect(query.kind).toBe(SpanKind.CLIENT);
    expect(query.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.collection.name': 'users.users',
      'db.operation.name': 'SELECT',
    });
  });

  it('answers 404 for a user who does not exist, and does not ask profile', async () => {
    const { body, traceId, spanNamed, tree } = await get('/users/1001');

    expect(body).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Cannot find user 1001: there is none',
      traceId,
    });
    await spanNamed('GET /users/:id');
    expect(tree()).toBe('GET\n  GET /users/:id\n    SELECT users.users\n');
  });

  it.each(['0', '-1', '1.5', '1e2', '%207', 'me', '2147483648', '%00', "1'--"])(
    'answers 400 to the malformed id %s, and asks nobody',
    async (id) => {
      const { response, body, spanNamed, tree } = await get(`/users/${id}`);

      expect(response.status).toBe(400);
      expect(body).toMatchObject({ detail: 'Cannot read the path: id: expected a whole number from 1' });
      await spanNamed('GET /users/:id');
      expect(tree()).toBe('GET\n  GET /users/:id\n');
    },
  );

  it.each([33, 100])('lists all thousand users exactly once, in pages of %i', async (limit) => {
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body } = await get(`/users?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      const page = body as Page;
      expect(page.users.length).toBeLessThanOrEqual(limit);
      seen.push(...page.users.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
  });

  it('finds users by a part of the name or the address, in upper or lower case, page by page', async () => {
    const { users } = (await get('/users?limit=1')).body as Page;
    const name = users[0]?.name ?? '';
    const found = (await get(`/users?limit=100&q=${encodeURIComponent(name.toUpperCase())}`)).body as Page;
    expect(found.users.map((user) => user.name)).toContain(name);
    expect(found.users.every((user) => user.name === name)).toBe(true);

    const first = (await get('/users?limit=1&q=example.com')).body as Page;
    const second = (await get(`/users?limit=1&q=example.com&cursor=${first.nextCursor}`)).body as Page;
    expect([...first.users, ...second.users].map(({ id }) => id)).toEqual([1, 2]);
  });

  it.each(['%', '_', "'--", 'nobody'])('finds nobody by %s: it is text and no pattern', async (q) => {
    expect((await get(`/users?q=${encodeURIComponent(q)}`)).body).toEqual({ users: [], nextCursor: null });
  });

  it('lists twenty users unless it is told how many, with one query', async () => {
    const { body, spanNamed, tree } = await get('/users');

    expect((body as Page).users).toHaveLength(20);
    await spanNamed('GET /users');
    expect(tree()).toBe('GET\n  GET /users\n    SELECT users.users\n');
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=many', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['cursor=20', 'cursor'],
    ['cursor=', 'cursor'],
    ['cursor=aWQ6MA', 'cursor'], // id:0
    [`cursor=${'a'.repeat(1_000)}`, 'cursor'],
  ])('answers 400 to the malformed query %s', async (query, field) => {
    const { response, body } = await get(`/users?${query}`);
    expect(response.status).toBe(400);
    expect(body).toMatchObject({ errors: [{ field }] });
  });

  it('is alive and ready, and shows neither in a trace', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const { response, tree } = await get(path);
      expect(response.status).toBe(200);
      expect(tree()).toBe('GET\n');
    }
  });
});

describe('user, when profile', () => {
  let database: string;
  let neighbour: Neighbour | undefined;
  let service: RunningService;

  beforeAll(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    await service.stop();
    neighbour?.stop();
    neighbour = undefined;
  });

  const getUser = async (PROFILE_URL: string, env: NodeJS.ProcessEnv = {}) => {
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: database, PROFILE_URL, ...env });
    return tracedRequest(`${service.url}/users/7`);
  };
  const answering = async (status: number, text: string) => {
    neighbour = await startNeighbour((_request, response) => response.writeHead(status).end(text));
    return neighbour.url;
  };

  it('has no such profile, answers with the user alone', async () => {
    const { response, body } = await getUser(await answering(404, '{}'));
    expect(response.status).toBe(200);
    expect(body).toMatchObject({ id: 7, profile: null });
  });

  it('is away, answers 502 and names it', async () => {
    const { body, traceId, spanNamed } = await getUser(`http://127.0.0.1:${await freePort()}`);

    expect(body).toEqual({
      type: 'about:blank',
      title: 'Bad Gateway',
      status: 502,
      detail: 'Cannot answer: profile could not be reached (ECONNREFUSED)',
      upstream: 'profile',
      traceId,
    });
    expect((await spanNamed('GET /users/:id')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it('hangs, answers 504 and names it', async () => {
    neighbour = await startNeighbour(hangs);
    const { body, traceId } = await getUser(neighbour.url, { PROFILE_DEADLINE_MS: '100' });
    expect(body).toMatchObject({
      status: 504,
      detail: 'Cannot answer: profile did not answer within 100 ms',
      upstream: 'profile',
      traceId,
    });
  });

  it.each([400, 429, 500, 503])('answers %i, answers 502 and names it', async (status) => {
    const { body } = await getUser(await answering(status, '{}'));
    expect(body).toMatchObject({ status: 502, upstream: 'profile' });
  });
});
