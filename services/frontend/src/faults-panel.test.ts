import { startTestFaults, type TestFaults } from '@tracewalk/faults/testing';
import type { RunningService } from '@tracewalk/service';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { tracedRequest } from '../../profile/src/test-request.ts';
import { type Neighbour, startNeighbour } from '../../user/src/test-neighbour.ts';
import { start } from './main.ts';

/** What a browser keeps, and sends with each request. */
class Browser {
  readonly #url: string;
  cookie = '';
  /** As it came, with its properties. */
  lastSetCookie = '';

  constructor(url: string) {
    this.#url = url;
  }

  async ask(path: string, fields?: Record<string, string>, headers: Record<string, string> = {}) {
    const answer = await tracedRequest(this.#url + path, {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { accept: 'text/html', ...(this.cookie && { cookie: this.cookie }), ...headers },
      body: fields && new URLSearchParams(fields),
    });
    const [set] = answer.response.headers.getSetCookie();
    if (set !== undefined) [this.lastSetCookie, this.cookie] = [set, set.split(';')[0] ?? ''];
    const { status, headers: says } = answer.response;
    return { ...answer, status, location: says.get('location'), html: String(answer.body) };
  }
}

describe('the panel of the faults', () => {
  let faults: TestFaults;
  let service: RunningService;
  let user: Neighbour;
  let server: Neighbour;
  let browser: Browser;

  beforeAll(async () => {
    faults = await startTestFaults();
    user = await startNeighbour((_request, response) => response.end('{"users":[],"nextCursor":null}'));
    server = await startNeighbour((_request, response) => response.writeHead(202).end('{"id":"1"}'));
    service = await start({
      PORT: '0',
      LOG_LEVEL: 'silent',
      USER_URL: user.url,
      SERVER_URL: server.url,
      VIEWER_URL: 'http://viewer.example',
      FAULTS_FILE: faults.file,
    });
  });
  beforeEach(() => {
    browser = new Browser(service.url);
  });
  afterEach(() => faults.clear());
  afterAll(async () => {
    await service.stop();
    user.stop();
    server.stop();
    await faults.stop();
  });

  const switchOn = (toggle: string) => browser.ask('/faults', { toggle });
  /** Empty without any. */
  const baggageAtUser = async () => {
    await browser.ask('/users');
    return decodeURIComponent(String(user.headers.at(-1)?.baggage ?? ''));
  };

  it('sends what was switched on along with each request, decoded by whoever is asked', async () => {
    expect(await switchOn('slow-profile-query')).toMatchObject({
      status: 303,
      location: '/faults#fault-slow-profile-query',
    });
    await switchOn('failing-user:all');
    await browser.ask('/faults', { attendee: 'Zoë' });
    expect(await baggageAtUser()).toBe('attendee=Zoë,fault=slow-profile-query+failing-user:all');
  });

  it('says whose request it is on the span of the request, and on those beneath it', async () => {
    await browser.ask('/faults', { attendee: 'anna' });
    const { spanNamed, spansNamed } = await browser.ask('/users');
    expect((await spanNamed('GET /users')).attributes).toMatchObject({ 'demo.attendee': 'anna' });
    // That of the test, which is no browser; frontend's call; and what it was to whoever was called.
    const names = (await spansNamed('GET', 3)).map(({ attributes }) => String(attributes['demo.attendee']));
    expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual(['anna', 'anna', 'undefined']);
  });

  it('reaches server with a run that is started by a form, and by a program of the page', async () => {
    await switchOn('queue-backlog');
    const before = server.headers.length;
    await browser.ask('/runs', { stack: 'dns-zones' });
    await browser.ask('/api/stacks/dns-zones/runs', {});
    expect(server.headers.slice(before).map(({ baggage }) => baggage)).toEqual([
      'fault=queue-backlog',
      'fault=queue-backlog',
    ]);
  });

  it('leaves alone what a request brings itself', async () => {
    await browser.ask('/?attendee=anna&fault=slow-profile-query');
    await browser.ask('/users', undefined, { baggage: 'attendee=ben,team=red' });
    expect(String(user.headers.at(-1)?.baggage).split(',').toSorted()).toEqual([
      'attendee=ben',
      'fault=slow-profile-query',
      'team=red',
    ]);
  });

  it('switches off what is pressed again, and puts another variant in the place of the first', async () => {
    await switchOn('slow-profile-query');
    await switchOn('slow-profile-query:timeout');
    expect(await baggageAtUser()).toBe('fault=slow-profile-query:timeout');
    const { html } = await browser.ask('/faults');
    expect(html.match(/aria-pressed="true"/g)).toHaveLength(1);
    await switchOn('slow-profile-query:timeout');
    expect(await baggageAtUser()).toBe('');
  });

  it('is set by a link, which leads to the page without it', async () => {
    expect(await browser.ask('/?attendee=anna&fault=slow-profile-query:timeout+b3-only-hop')).toMatchObject({
      status: 303,
      location: '/',
    });
    expect(await baggageAtUser()).toBe('attendee=anna,fault=slow-profile-query:timeout+b3-only-hop');
    await browser.ask('/?fault=');
    expect(await baggageAtUser()).toBe('attendee=anna');
    await browser.ask('/?attendee=');
    expect(await baggageAtUser()).toBe('');
    expect(browser.cookie).toBe('tracewalk-mine=');
  });

  it('keeps it in a cookie that scripts and other sites have nothing of', async () => {
    await switchOn('clock-skew');
    expect(browser.lastSetCookie).toMatch(
      /^tracewalk-mine=fault%3Dclock-skew; Max-Age=43200; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
  });

  it('says on every page what is on, and takes it away from there', async () => {
    await switchOn('slow-profile-query');
    for (const path of ['/', '/users', '/coins', '/faults', '/nowhere'])
      expect((await browser.ask(path)).html).toMatch('<span>slow-profile-query is on for you</span>');
    const { html } = await browser.ask('/users?q=a');
    expect(html).toMatch('<input type="hidden" name="back" value="/users?q=a" />');
    expect(html).toMatch('<meta name="baggage" content="fault=slow-profile-query" />');
    expect(await browser.ask('/faults', { clear: 'all', back: '/users?q=a' })).toMatchObject({
      status: 303,
      location: '/users?q=a',
    });
    expect((await browser.ask('/')).html).not.toMatch('on for you');
  });

  it('names three of many', async () => {
    for (const name of ['clock-skew', 'poison-run', 'b3-only-hop', 'lost-context']) await switchOn(name);
    expect((await browser.ask('/')).html).toMatch('clock-skew, poison-run, b3-only-hop and 1 more are on');
  });

  it.each([
    ['a fault that there is not', '/?fault=slow', /Cannot switch the fault slow: there is none/],
    ['a fault that no request brings', '/?fault=dev-null-sink', /no request of this page/],
    ['a variant that there is not', '/?fault=b3-only-hop:more', /Cannot switch the fault b3-only-hop:more/],
    ['off', '/?fault=slow-profile-query:off', /Cannot switch/],
    ['a name that is none', '/?attendee=a%20b', /expected 1 to 64 letters/],
    ['two names', '/?attendee=a&attendee=b', /Cannot read the link/],
    ['more than anybody has', `/?fault=${'slow-profile-query+'.repeat(40)}`, /Cannot read the link/],
  ])('refuses %s, and changes nothing', async (_what, path, says) => {
    const { status, html } = await browser.ask(path);
    expect(status).toBe(400);
    expect(html).toMatch(says);
    expect(browser.cookie).toBe('');
  });

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', 'users'])(
    'leads nobody to %s',
    async (back) => expect((await browser.ask('/faults', { clear: 'all', back })).status).toBe(400),
  );

  it('takes no form from another site', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await browser.ask('/faults', { toggle: 'clock-skew' }, headers)).status).toBe(403);
  });

  it.each([
    ['%E0%A4%A', ''],
    [encodeURIComponent('attendee=<b>&fault=nothing&fault=poison-run:off'), ''],
    [encodeURIComponent('fault=poison-run&fault=dev-null-sink'), 'fault=poison-run'],
  ])('takes from the cookie %s only what can be', async (value, expected) => {
    browser.cookie = `other=1; tracewalk-mine=${value}`;
    expect(await baggageAtUser()).toBe(expected);
  });

  it('shows what is set for everybody, and not what is set for somebody', async () => {
    await faults.set({ name: 'retry-storm', share: 25 });
    await faults.set({ name: 'dev-null-sink' });
    await faults.set({ name: 'clock-skew', attendee: 'anna' });
    const { html } = await browser.ask('/faults');
    const [, details = ''] = /<details>([^]*)<\/details>/.exec(html) ?? [];
    expect([...details.matchAll(/<code>([^<]+)</g)].map(([, name]) => name)).toEqual([
      'retry-storm',
      'dev-null-sink',
    ]);
    expect(details).toMatch('25 % of traces');
  });

  it('leads to the traces of who has said a name', async () => {
    await browser.ask('/faults', { attendee: 'anna' });
    expect((await browser.ask('/faults')).html).toMatch(
      'href="http://viewer.example/search?service=frontend&#38;tags=%7B%22demo.attendee%22%3A%22anna%22%7D"',
    );
    expect((await browser.ask('/')).html).toMatch('You are anna');
  });

  it('fits all that can be switched into what services read', async () => {
    const { html } = await browser.ask('/faults');
    const longest = new Map<string, string>();
    for (const [, name = '', variant = ''] of html.matchAll(/value="([\w-]+):(\w+)"/g))
      if (variant.length > (longest.get(name)?.length ?? -1)) longest.set(name, variant);
    expect(longest.size).toBe(16);
    for (const [name, variant] of longest) await switchOn(`${name}:${variant}`);
    const [, value = ''] = /fault=(.*)/.exec(await baggageAtUser()) ?? [];
    expect(value.split('+')).toHaveLength(16);
    expect(value.length).toBeLessThanOrEqual(512);
  });
});

describe('the panel, where there are no faults', () => {
  it('says so, has no switches, and still takes a name', async () => {
    const service = await start({ PORT: '0', LOG_LEVEL: 'silent' });
    const { html } = await new Browser(service.url).ask('/faults');
    await service.stop();
    expect(html).toMatch('FAULTS_FILE');
    expect(html).not.toMatch('aria-pressed');
    expect(html).toMatch('name="attendee"');
  });
});
