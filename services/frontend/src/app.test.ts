import { SpanStatusCode } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startProfile } from '../../profile/src/main.ts';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { start as startServer } from '../../server/src/main.ts';
import { start as startUser } from '../../user/src/main.ts';
import { start } from './main.ts';

interface Run {
  id: string;
  stackId: string;
  requestedBy: string | null;
}

describe('frontend', () => {
  const running: RunningService[] = [];
  let service: RunningService;

  const get = (path: string) => tracedRequest(service.url + path);
  const startRun = (stack: string, { body, ...headers }: Record<string, string> = {}) =>
    tracedRequest(`${service.url}/api/stacks/${stack}/runs`, {
      method: 'POST',
      body,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    });

  beforeAll(async () => {
    const env = { PORT: '0', DATABASE_URL: await testDatabase() };
    const profile = await startProfile(env);
    const user = await startUser({ ...env, PROFILE_URL: profile.url });
    const server = await startServer(env);
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', USER_URL: user.url, SERVER_URL: server.url });
    running.push(service, user, profile, server);
  });
  afterAll(async () => {
    for (const each of running) await each.stop();
  });

  it('answers with a user, the profile, and the latest runs of this user and nobody else', async () => {
    for (const requestedBy of ['12', '13', '12']) {
      await startRun('dns-zones', { body: JSON.stringify({ requestedBy }) });
    }
    const { response, body } = await get('/api/profiles/12');

    expect(response.status).toBe(200);
    expect(body).toEqual({
      id: 12,
      name: expect.stringMatching(/\w/),
      email: expect.stringMatching(/@example\.com$/),
      joinedOn: expect.stringMatching(/^20/),
      profile: expect.objectContaining({ id: 12, title: expect.stringMatching(/\w/) }),
      runs: [
        expect.objectContaining({ stackId: 'dns-zones', requestedBy: '12' }),
        expect.objectContaining({ stackId: 'dns-zones', requestedBy: '12' }),
      ],
    });
  });

  it('shows the whole story in one trace: both calls side by side, down to the databases', async () => {
    const { spanNamed, tree } = await get('/api/profiles/7');

    await spanNamed('GET /api/profiles/:id');
    expect(tree()).toBe(`GET
  GET /api/profiles/:id
    GET
      GET /runs
        SELECT server.runs
    GET
      GET /users/:id
        GET
          GET /profiles/:id
            load profile
              SELECT profile.profiles
        SELECT users.users
`);
  });

  it('makes both calls at once: the second begins before the first has ended', async () => {
    const { spansNamed, spanNamed } = await get('/api/profiles/8');
    const own = (await spanNamed('GET /api/profiles/:id')).spanContext().spanId;

    const calls = (await spansNamed('GET', 4)).filter((span) => span.parentSpanContext?.spanId === own);
    const began = calls.map(({ startTime: [s, ns] }) => s * 1e9 + ns);
    const ended = calls.map(({ endTime: [s, ns] }) => s * 1e9 + ns);
    expect(calls).toHaveLength(2);
    expect(Math.max(...began)).toBeLessThan(Math.min(...ended));
  });

  it('tells the trace in traceresponse, with the SERVER span of this very request', async () => {
    const { response, traceId, spanNamed } = await get('/api/profiles/9');
    const { spanId } = (await spanNamed('GET /api/profiles/:id')).spanContext();
    expect(response.headers.get('traceresponse')).toBe(`00-${traceId}-${spanId}-01`);
  });

  it('lists users, page by page', async () => {
    const first = (await get('/api/users?limit=3')).body as { users: { id: number }[]; nextCursor: string };
    const second = (await get(`/api/users?limit=3&cursor=${first.nextCursor}`)).body as typeof first;
    expect([...first.users, ...second.users].map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('lists stacks', async () => {
    const { body } = await get('/api/stacks');
    expect(body).toMatchObject({
      stacks: expect.arrayContaining([expect.objectContaining({ id: 'identity' })]),
    });
  });

  it('starts a run, says where it is, and shows it there', async () => {
    const { response, body, spanNamed } = await startRun('identity', { body: '{"requestedBy":"3"}' });

    const run = body as Run;
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe(`/api/runs/${run.id}`);
    expect(run).toMatchObject({ stackId: 'identity', requestedBy: '3' });
    await spanNamed('send runs');
    expect((await get(`/api/runs/${run.id}`)).body).toMatchObject({ id: run.id, phases: [] });
  });

  it('starts one run for one Idempotency-Key, and one for each request without', async () => {
    const ONCE = { 'idempotency-key': 'once' };
    const runs: string[] = [];
    for (const headers of [ONCE, ONCE, undefined, undefined])
      runs.push(((await startRun('identity', headers)).body as Run).id);
    expect(runs[1]).toBe(runs[0]);
    expect(new Set(runs).size).toBe(3);
  });

  it.each([
    ['/api/profiles/1001', 404, { detail: 'Cannot find user 1001: there is none', upstream: 'user' }],
    ['/api/profiles/0', 400, { errors: [{ field: 'id', detail: 'expected a whole number from 1' }] }],
    ['/api/profiles/..%2Fusers', 400, { errors: [{ field: 'id' }] }],
    ['/api/profiles/%E0%A4', 400, {}],
    ['/api/users?limit=101', 400, { errors: [{ field: 'limit' }], upstream: 'user' }],
    ['/api/users?limit=1&limit=2', 400, { errors: [{ field: 'limit' }] }],
    ['/api/runs/7', 400, { errors: [{ field: 'id' }] }],
    ['/api/runs/1b4e28ba-2fa1-41d2-883f-0016d3cca427', 404, { upstream: 'server' }],
    ['/api/nowhere', 404, { detail: 'Cannot GET /api/nowhere: there is no such route' }],
  ])('answers %s with %i and a problem document that names the trace', async (path, status, members) => {
    const { response, body, traceId } = await get(path);

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(response.headers.get('traceresponse')).toMatch(traceId);
    expect(body).toMatchObject({ status, traceId, ...members });
  });

  it.each([
    ['an unknown stack', 'nothing', {}, 404],
    ['a malformed stack id', '..%2Fruns', {}, 400],
    ['a body that is no JSON', 'identity', { body: '{' }, 400],
    ['an unknown member', 'identity', { body: '{"state":"finished"}' }, 400],
    ['a requestedBy that is no user id', 'identity', { body: '{"requestedBy":"me"}' }, 400],
    ['a malformed Idempotency-Key', 'identity', { 'idempotency-key': 'x'.repeat(129) }, 400],
    ['a body that is not said to be JSON', 'identity', { body: 'a=b', 'content-type': 'text/plain' }, 415],
    ['a body of more than 16 kB', 'identity', { body: `{"requestedBy":"${'1'.repeat(17_000)}"}` }, 413],
  ])('starts no run for %s', async (_what, stack, headers, status) => {
    const { response, body, traceId } = await startRun(stack, headers);
    expect(response.status).toBe(status);
    expect(body).toMatchObject({ status, traceId });
  });

  it('shows who asked in vain as no error of this service', async () => {
    const { spanNamed } = await get('/api/profiles/1001');
    expect((await spanNamed('GET /api/profiles/:id')).status.code).toBe(SpanStatusCode.UNSET);
  });

  it('is alive and ready, and shows neither in a trace, nor the calls it makes for it', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const { response, tree } = await get(path);
      expect(response.status).toBe(200);
      expect(tree()).toBe('GET\n');
    }
  });
});
