import { context, propagation, SpanStatusCode } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { afterEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { hangs, type Neighbour, startNeighbour } from '../../user/src/test-neighbour.ts';
import { start } from './main.ts';

type Answer = Parameters<typeof startNeighbour>[0];

const answers =
  (status: number, body: unknown): Answer =>
  (_request, response) =>
    response.writeHead(status).end(JSON.stringify(body));

const GOOD = { user: answers(200, { id: 7 }), server: answers(200, { runs: [] }) };

const nowhere = async () => `http://127.0.0.1:${await freePort()}`;

describe('frontend, with neighbours that fail or watch', () => {
  const neighbours: Neighbour[] = [];
  let service: RunningService;

  afterEach(async () => {
    await service.stop();
    for (const each of neighbours.splice(0)) each.stop();
  });

  const neighbour = async (answer: Answer) => {
    const started = await startNeighbour(answer);
    neighbours.push(started);
    return started;
  };
  const startWith = async (env: NodeJS.ProcessEnv) => {
    const USER_URL = (await neighbour(GOOD.user)).url;
    const SERVER_URL = (await neighbour(GOOD.server)).url;
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', USER_URL, SERVER_URL, ...env });
  };
  const profile = () => tracedRequest(`${service.url}/api/profiles/7`);

  it.each(['user', 'server'])('answers 502 and names %s when it is away', async (name) => {
    await startWith({ [`${name.toUpperCase()}_URL`]: await nowhere() });
    const { response, body, traceId, spanNamed } = await profile();

    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(body).toEqual({
      type: 'about:blank',
      title: 'Bad Gateway',
      status: 502,
      detail: `Cannot answer: ${name} could not be reached (ECONNREFUSED)`,
      upstream: name,
      traceId,
    });
    expect((await spanNamed('GET /api/profiles/:id')).status.code).toBe(SpanStatusCode.ERROR);
  });

  it.each(['user', 'server'])('answers 504 and names %s when it hangs', async (name) => {
    await startWith({
      [`${name.toUpperCase()}_URL`]: (await neighbour(hangs)).url,
      UPSTREAM_DEADLINE_MS: '200',
    });
    expect((await profile()).body).toMatchObject({
      status: 504,
      detail: `Cannot answer: ${name} did not answer within 200 ms`,
      upstream: name,
    });
  });

  it.each(['user', 'server'])('answers 502 and names %s when it fails', async (name) => {
    await startWith({ [`${name.toUpperCase()}_URL`]: (await neighbour(answers(500, {}))).url });
    expect((await profile()).body).toMatchObject({
      detail: `Cannot answer: ${name} failed with 500`,
      upstream: name,
    });
  });

  it('answers once and goes on when both are away', async () => {
    await startWith({ USER_URL: await nowhere(), SERVER_URL: await nowhere() });
    expect((await profile()).response.status).toBe(502);
    expect((await tracedRequest(`${service.url}/runs`)).response.status).toBe(502);
    expect((await tracedRequest(`${service.url}/`)).response.status).toBe(200);
    expect((await tracedRequest(`${service.url}/healthz`)).response.status).toBe(200);
  });

  it('is not ready while user or server is not', async () => {
    await startWith({ SERVER_URL: (await neighbour(answers(503, {}))).url });
    expect((await tracedRequest(`${service.url}/readyz`)).body).toMatchObject({
      status: 503,
      detail: expect.stringMatching('server'),
    });
  });

  it('passes baggage on to both as it came', async () => {
    const user = await neighbour(GOOD.user);
    const server = await neighbour(GOOD.server);
    await startWith({ USER_URL: user.url, SERVER_URL: server.url });
    const baggage = propagation.createBaggage({ 'session.id': { value: 'a b' }, team: { value: 'red' } });
    await context.with(propagation.setBaggage(context.active(), baggage), profile);

    for (const { headers } of [user, server]) expect(headers[0]?.baggage).toBe('session.id=a%20b,team=red');
  });

  it('makes up an Idempotency-Key for each request that has none, and passes on one that is there', async () => {
    const server = await neighbour(answers(202, { id: crypto.randomUUID() }));
    await startWith({ SERVER_URL: server.url });
    for (const headers of [{}, {}, { 'idempotency-key': 'mine' }])
      await tracedRequest(`${service.url}/api/stacks/identity/runs`, { method: 'POST', headers });

    const [first, second, third] = server.headers.map((headers) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
    expect(third).toBe('mine');
  });

  it('names the service behind user in which a failure began', async () => {
    const user = await neighbour(answers(502, { status: 502, upstream: 'profile' }));
    await startWith({ USER_URL: user.url });
    expect((await profile()).body).toMatchObject({
      detail: 'Cannot answer: user failed with 502, because of profile',
      upstream: 'user',
      cause: 'profile',
    });
  });

  it('shows names as text on its pages, whatever they hold', async () => {
    const user = await neighbour(answers(200, { users: [{ id: 1, name: '<script>alert(1)</script>"&' }] }));
    await startWith({ USER_URL: user.url });
    const { body } = await tracedRequest(`${service.url}/users`);
    expect(body).not.toMatch('<script>');
    expect(body).toMatch('&#60;script&#62;alert(1)&#60;/script&#62;&#34;&#38;');
  });

  it('says on a page which service did not do its part, in the same trace', async () => {
    const user = await neighbour(answers(502, { status: 502, upstream: 'profile' }));
    await startWith({ USER_URL: user.url });
    const headers = { accept: 'text/html' };
    const { response, body, traceId } = await tracedRequest(`${service.url}/users/7`, { headers });

    expect(response.status).toBe(502);
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(body).toMatch('<h1>profile did not do its part</h1>');
    expect(body).toMatch(`data-trace="${traceId}"`);
  });
});
