import type { RunningService } from '@tracewalk/service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startProfile } from '../../profile/src/main.ts';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { start as startServer } from '../../server/src/main.ts';
import { start as startUser } from '../../user/src/main.ts';
import { start } from './main.ts';

const HTML = { accept: 'text/html' };

describe('the pages of frontend, without scripts', () => {
  const running: RunningService[] = [];
  let service: RunningService;

  const get = async (path: string) => {
    const answer = await tracedRequest(service.url + path, { headers: HTML });
    return { ...answer, html: answer.body as string };
  };
  const startRun = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    tracedRequest(`${service.url}/runs`, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...HTML, ...headers },
      body: new URLSearchParams(fields),
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

  it.each(['/', '/users', '/users/7', '/runs', '/coins'])(
    'name on %s the trace they were made in',
    async (path) => {
      const { response, html, traceId } = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(html).toMatch(`data-trace="${traceId}"`);
      expect(html.match(/<h1>/g)).toHaveLength(1);
    },
  );

  it('tell three stories, and lead into each', async () => {
    const { html, tree } = await get('/');
    for (const [path, story] of [
      ['/users', 'A request'],
      ['/runs', 'A job'],
      ['/coins', 'An event'],
    ])
      expect(html).toMatch(new RegExp(`<h2><a href="${path}"[^>]*>${story}</a></h2>`));
    expect(tree()).toBe('GET\n  GET /\n');
  });

  it('list users page by page, and find them by name', async () => {
    const first = await get('/users');
    expect(first.html.match(/href="\/users\/\d+"/g)).toHaveLength(20);
    const next = /href="([^"]+)" rel="next"/.exec(first.html)?.[1]?.replaceAll('&#38;', '&') ?? '';
    expect((await get(next)).html).toMatch('href="/users/21"');

    const nobody = await get('/users?q=%3Cb%3E&cursor=');
    expect(nobody.html).toMatch('Nobody with “&#60;b&#62;” is here.');
    expect(nobody.html).toMatch('value="&#60;b&#62;"');
  });

  it('show a profile with its story in one trace, both services asked at once', async () => {
    const { html, spanNamed, tree } = await get('/users/7');
    await spanNamed('GET /users/:id').catch(() => undefined);
    expect(html).toMatch('<dt>E-mail</dt>');
    expect(html).toMatch('name="requestedBy" value="7"');
    await expect.poll(tree).toMatch(/GET \/users\/:id[^]*load profile[^]*SELECT users.users/);
  });

  it('start a run by a form, which leads to its page', async () => {
    const { response } = await startRun({ stack: 'dns-zones', requestedBy: '9', key: crypto.randomUUID() });
    expect(response.status).toBe(303);
    const { html } = await get(response.headers.get('location') ?? '');
    expect(html).toMatch('<h1>Run of dns-zones</h1>');
    expect(html).toMatch('This run is queued.');
    expect(html.match(/<li data-state=/g)).toHaveLength(5);
    expect((await get('/users/9')).html).toMatch('>dns-zones</a>');
  });

  it('start one run for a form that is sent twice', async () => {
    const key = crypto.randomUUID();
    const [one, two] = [
      await startRun({ stack: 'identity', key }),
      await startRun({ stack: 'identity', key }),
    ];
    expect(two.response.headers.get('location')).toBe(one.response.headers.get('location'));
  });

  it.each([
    ['a script of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['its own page', { 'sec-fetch-site': 'same-origin' }, 303],
    ['a program', {}, 303],
  ])('take a form from %s with %j: %i', async (_who, headers, status) => {
    expect((await startRun({ stack: 'identity' }, headers)).response.status).toBe(status);
  });

  it.each([
    ['/users/1001', 404, 'Cannot find user 1001: there is none.'],
    ['/users/0', 400, 'expected a whole number from 1'],
    ['/runs/7', 400, 'Cannot read the path'],
    ['/nowhere', 404, 'there is no such route'],
  ])('say of %s with %i what is wrong, to people in a page', async (path, status, says) => {
    const { response, html } = await get(path);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(html).toMatch(says);
  });

  it('say plainly what cannot be shown where nobody said where it is', async () => {
    expect((await get('/coins')).html).toMatch('Coins cannot be shown here: EVENT_DISPLAY_URL is not set.');
    expect((await get('/')).html).toMatch('Traces cannot be shown here: QUERY_URL is not set.');
    expect((await get('/')).html).not.toMatch('name="traceparent"');
  });

  it('allow scripts and styles of their own origin, and nothing else', async () => {
    const { response } = await get('/');
    expect(response.headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]);
  });

  it('hold nothing inline: no script, no style, no handler', async () => {
    for (const path of ['/', '/users/7', '/runs', '/coins'])
      expect((await get(path)).html).not.toMatch(/<style|<script(?![^>]* src=)|\sstyle=|\son\w+=/i);
  });
});
