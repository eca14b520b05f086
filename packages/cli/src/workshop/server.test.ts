import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findLabs } from '@tracewalk/lab';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../project-folder.ts';
import { tellWorkshop } from '../lab/tell-workshop.ts';
import { expecting } from './board.ts';
import { readBoard, writeBoard } from './board-file.ts';
import type { Report } from './report.ts';
import { type RunningWorkshop, startWorkshop, type WorkshopOptions } from './server.ts';

const labs = await findLabs(join(projectFolder, 'labs'));
const [lab] = labs;
if (!lab) throw new Error('Cannot test the workshop: there are no labs');

const REPORT: Report = { attendee: 'anna', lab: lab.name, did: 'start', hints: 0, steps: 5, done: 0 };

describe('the page of a workshop', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-workshop-'));
  const file = join(folder, 'lab-work/workshop.json');
  let workshop: RunningWorkshop;
  let url: string;

  const open = async (more: Partial<WorkshopOptions> = {}) => {
    workshop = await startWorkshop({
      host: '127.0.0.1',
      port: 0,
      labs,
      board: expecting(readBoard(file), ['anna', 'ben']),
      keep: (board) => writeBoard(file, board),
      frontendUrl: 'http://10.0.0.5:8080',
      viewerUrl: 'http://10.0.0.5:16686',
      ...more,
    });
    url = `http://127.0.0.1:${workshop.port}`;
  };
  beforeEach(() => open());
  afterEach(async () => {
    await workshop.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/api/progress`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const page = async (path = '/') => (await fetch(url + path)).text();
  /** The cells of somebody's row, as a screen reader has them. */
  const row = async (attendee: string) => {
    const [, cells = ''] = new RegExp(`>${attendee}</a></th>([^]*?)</tr>`).exec(await page()) ?? [];
    return [...cells.matchAll(/class="hidden">([^<]*)</g)].map(([, text]) => text);
  };

  it('has a row for everybody who is expected, and a column for each lab', async () => {
    const html = await page();
    expect(html.match(/<th scope="row">/g)).toHaveLength(2);
    expect(html.match(/<th scope="col"/g)).toHaveLength(labs.length + 4);
    expect(await row('anna')).toEqual(labs.map(() => 'not begun'));
  });

  it('shows what lab start, hint and check tell', async () => {
    const progress = { attendee: 'anna', labs: {} };
    const withHint = { ...progress, labs: { [lab.name]: { startedAt: '', hints: 1 } } };
    await tellWorkshop(url, progress, lab, { did: 'start' });
    expect((await row('anna'))[0]).toBe(`0 of ${lab.steps.length} steps done`);
    await tellWorkshop(url, withHint, lab, { did: 'hint' });
    await tellWorkshop(url, withHint, lab, { did: 'check', done: 2 });
    expect((await row('anna'))[0]).toBe(`2 of ${lab.steps.length} steps done, 1 hint taken`);
    await tellWorkshop(url, withHint, lab, { did: 'check', done: lab.steps.length });
    expect((await row('anna'))[0]).toBe('passed, 1 hint taken');
    expect((await row('ben'))[0]).toBe('not begun');
  });

  it('keeps it in a file, and goes on with it', async () => {
    await post({ ...REPORT, attendee: 'Zoë' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      attendees: { anna: {}, ben: {}, Zoë: { [lab.name]: { steps: 5 } } },
    });
    await workshop.stop();
    await open();
    expect((await row('Zoë'))[0]).toBe('0 of 5 steps done');
  });

  it('takes no file for a board that is none', () => {
    writeBoard(file, { attendees: {} });
    writeFileSync(file, '{"attendees":{"a b":{}}}');
    expect(() => readBoard(file)).toThrow(/no board of a workshop. Remove it to begin anew/);
  });

  it('says all of it as JSON', async () => {
    await post(REPORT);
    expect(await (await fetch(`${url}/api/progress`)).json()).toMatchObject({
      labs: labs.map(({ name }) => name),
      attendees: { anna: { [lab.name]: { steps: 5, done: 0 } }, ben: {} },
    });
  });

  it('tells pages that are open', async () => {
    const stream = await fetch(`${url}/events?order=hints`);
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toMatch(/^event: board\ndata: ".*not begun/);
    await post(REPORT);
    const { value } = (await reader?.read()) ?? {};
    expect(value).toMatch('0 of 5 steps done');
    expect(value).toMatch('<b>hints</b>');
    await reader?.cancel();
  });

  it('has a page for each attendee, with what they type', async () => {
    const html = await page('/attendees/anna');
    expect(html).toMatch('href="http://10.0.0.5:8080/?attendee=anna"');
    expect(html).toMatch(
      `TRACEWALK_WORKSHOP=${url} npx tracewalk lab start ${lab.name.slice(0, 2)} --attendee anna`,
    );
    expect((await fetch(`${url}/attendees/nobody`)).status).toBe(404);
  });

  it('sets the faults of who starts a lab, where that was asked for, before it answers', async () => {
    await workshop.stop();
    const told: string[] = [];
    await open({ onReport: async ({ attendee, did }) => void told.push(`${attendee} ${did}`) });
    await post(REPORT);
    expect(told).toEqual(['anna start']);
  });

  it.each([
    ['no JSON', '{', 400, 'it is no JSON'],
    ['no report', {}, 400, 'attendee'],
    ['a name that is none', { ...REPORT, attendee: '<b>' }, 400, 'expected 1 to 64 letters'],
    ['a lab that there is not', { ...REPORT, lab: '99-none' }, 404, 'no such lab'],
    ['a lab of the prototype', { ...REPORT, lab: '__proto__' }, 404, 'no such lab'],
    ['more than 4 KiB', { ...REPORT, lab: 'x'.repeat(5_000) }, 413, 'more than 4096 bytes'],
  ])('refuses %s, and keeps nothing', async (_what, body, status, says) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining(says) });
    expect(readBoard(file)).toEqual({ attendees: {} });
  });

  it.each([
    ['a form', { 'content-type': 'text/plain' }, 415],
    ['a page of another origin', { origin: 'http://evil.example' }, 403],
    ['its own page', {}, 200],
  ])('answers %s with its status', async (_what, headers, status) => {
    expect((await post(REPORT, headers)).status).toBe(status);
  });

  /** `fetch` would not send another Host. */
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { port } = workshop;
      httpRequest({ port, host: '127.0.0.1', headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once('error', reject)
        .end();
    });

  it('answers nobody who came by another name', async () => {
    const hosts = ['localhost:1', '[::1]:1', '10.0.0.5:8091', 'evil.example'];
    expect(await Promise.all(hosts.map(statusFor))).toEqual([200, 200, 403, 403]);
    await workshop.stop();
    await open({ host: '0.0.0.0' });
    expect(await Promise.all(hosts.map(statusFor))).toEqual([200, 200, 200, 403]);
  });

  it('allows scripts and styles of its own, and nothing else', async () => {
    const response = await fetch(url);
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';/,
    );
    expect(await response.text()).not.toMatch(/<style|<script(?![^>]* src=)|\sstyle=|\son\w+=/i);
  });

  it('has all that it names', async () => {
    const files = ['/workshop.css', '/live.js', '/favicon.svg'];
    const answers = await Promise.all(files.map((path) => fetch(url + path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('says which port is taken', async () => {
    await expect(open({ port: workshop.port })).rejects.toThrow('the port is taken. Choose another one');
  });

  it('stops while pages are open', async () => {
    const stream = await fetch(`${url}/events`);
    await workshop.stop();
    await expect(stream.text()).resolves.toMatch('event: board');
    await open();
  });
});
