import { describe, expect, it } from 'vitest';
import { Drive } from './drive.ts';
import { readDriveOptions } from './drive-options.ts';
import { latencyFigures } from './report/figures.ts';
import { DEADLINE } from './report/recorder.ts';
import { startServer, startStallingServer } from './testing.ts';

const PAGES = { rate: 200, duration: '1s', bad: 0, journeys: 'browse', think: 0, seed: 1 };

const driveOf = (frontend: string, over: object = {}) =>
  new Drive(readDriveOptions({ frontend, ...PAGES, ...over }, '', String));

/** What a server sees of the sessions: by session, what they asked for in turn. */
function bySession(asked: { url?: string | undefined; headers: NodeJS.Dict<string | string[]> }[]) {
  const sessions = Object.groupBy(asked, ({ headers }) => String(headers['baggage']));
  return Object.fromEntries(
    Object.entries(sessions).map(([session, all]) => [session, (all ?? []).map(({ url }) => url)]),
  );
}

describe('Drive', () => {
  it('sends as many requests as the schedule has, and counts each', async () => {
    await using server = await startServer((_request, response) => response.end('{}'));
    const report = await driveOf(server.url).run();
    expect(server.asked).toHaveLength(200);
    expect(report).toMatchObject({ asked: 200, answered: 200, errors: 0, dropped: 0, seconds: 1 });
    expect(report.steps.reduce((sum, { count }) => sum + count, 0)).toBe(200);
    expect(report.slices.reduce((sum, { asked }) => sum + asked, 0)).toBe(200);
    expect(report.latency.count).toBe(200);
  });

  it('counts latency from the scheduled time: a stall is seen by everyone who came meanwhile', async () => {
    const STALL = 500;
    await using server = await startStallingServer(STALL);
    const report = await driveOf(server.url, { rate: 100, duration: '2s' }).run();
    const { p50, p90, max } = latencyFigures(report.latency);
    expect(report).toMatchObject({ asked: 200, answered: 200 });
    // 50 of 200 came within the stall, each at another moment of it: the 20 slowest waited from 0.6 of it to all of it.
    // Who waits for each answer before asking again sees a single slow one, and a p90 of next to nothing.
    expect(max).toBeGreaterThan(STALL * 0.95);
    expect(p90).toBeGreaterThan(STALL * 0.5);
    expect(p50).toBeLessThan(STALL * 0.3);
  });

  it('does not wait for answers: what comes later is sent on time', async () => {
    const times: number[] = [];
    await using server = await startServer((_request, response) => {
      times.push(performance.now());
      setTimeout(() => response.end('{}'), 500);
    });
    const report = await driveOf(server.url, { rate: 50 }).run();
    expect(times).toHaveLength(50);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(1_200);
    expect(report.maxInFlight).toBeGreaterThanOrEqual(20);
    expect(latencyFigures(report.latency).p50).toBeGreaterThanOrEqual(499);
  });

  it('drops what is more than it may have under way, and says so', async () => {
    await using server = await startServer((_request, response) => setTimeout(() => response.end('{}'), 300));
    const report = await driveOf(server.url, { rate: 100, maxInFlight: 10 }).run();
    expect(report.maxInFlight).toBe(10);
    expect(report.dropped).toBeGreaterThan(40);
    expect(report.asked).toBe(100);
    expect(report.answered + report.dropped).toBe(100);
  });

  it('gives a request up after its deadline, which counts as its latency', async () => {
    await using server = await startServer(() => undefined);
    const report = await driveOf(server.url, { rate: 20, duration: '500ms', deadline: '200ms' }).run();
    expect(report).toMatchObject({ asked: 10, answered: 0, errors: 10 });
    expect(report.errorKinds).toMatchObject([{ kind: DEADLINE, step: 'GET /', count: 10 }]);
    const { p50, max } = latencyFigures(report.latency);
    expect(p50).toBeGreaterThanOrEqual(200);
    expect(max).toBeLessThan(600);
  });

  it('begins a sampled trace with each request and carries session, attendee and baggage', async () => {
    await using server = await startServer((_request, response) => response.end('{}'));
    await driveOf(server.url, { attendee: 'anna', baggage: ['fault=slow'] }).run();
    const parents = server.asked.map(({ headers }) => String(headers['traceparent']));
    for (const each of parents) expect(each).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(new Set(parents.map((each) => each.split('-')[1])).size).toBe(parents.length);
    for (const { headers } of server.asked) {
      expect(headers['baggage']).toMatch(/^session\.id=[0-9a-f]{16},attendee=anna,fault=slow$/);
    }
  });

  it('has the same visitors do the same for the same seed', async () => {
    await using server = await startServer((_request, response) => response.end('{"nextCursor":"a"}'));
    await driveOf(server.url, { seed: 7 }).run();
    const first = bySession(server.asked.splice(0));
    await driveOf(server.url, { seed: 7 }).run();
    const second = bySession(server.asked.splice(0));
    const both = Object.keys(first).filter((session) => session in second);
    // How far each gets until the end depends on how fast it was answered.
    expect(both.length).toBeGreaterThan(0.8 * Object.keys(first).length);
    for (const session of both) {
      const length = Math.min(first[session]?.length ?? 0, second[session]?.length ?? 0);
      expect(first[session]?.slice(0, length)).toEqual(second[session]?.slice(0, length));
    }
    await driveOf(server.url, { seed: 8 }).run();
    expect(Object.keys(bySession(server.asked)).filter((session) => session in first)).toEqual([]);
  });

  it('takes a refusal of a mistake for what it should be, and any other bad answer for an error', async () => {
    await using server = await startServer(({ url = '' }, response) => {
      response.statusCode = /^\/(|api\/(users|stacks).*)$/.test(url) ? 200 : 404;
      if (url === '/api/stacks') response.statusCode = 503;
      response.end('{}');
    });
    const report = await driveOf(server.url, { bad: 0.3 }).run();
    expect(report.refused).toBeGreaterThan(10);
    const kinds = report.errorKinds.map(({ kind, step }) => `${step}: ${kind}`);
    expect(kinds).toContain('GET /api/stacks: answered 503, not 200');
    expect(kinds.filter((kind) => kind.includes('does not exist'))).toEqual([]);
    expect(report.sessions.brokenOff).toBe(report.errors);
  });

  it('sends when a file says', async () => {
    await using server = await startServer((_request, response) => response.end('{}'));
    const options = readDriveOptions({ frontend: server.url, seed: 1 }, '', String);
    const report = await new Drive({ ...options, arrivals: { times: [0, 0.01, 0.3] } }).run();
    expect(report).toMatchObject({ asked: 3, answered: 3, seconds: 0.3 });
  });

  it('stops at once when it is told to, with a report of what was', async () => {
    await using server = await startServer((_request, response) => response.end('{}'));
    const drive = driveOf(server.url, { rate: 0.1, duration: '1h', think: 1, shape: 'burst:times=1000' });
    const running = drive.run();
    const begin = performance.now();
    setTimeout(() => drive.stop(), 100);
    const report = await running;
    expect(performance.now() - begin).toBeLessThan(1_000);
    expect(report.asked).toBe(0);
    expect(drive.isRunning).toBe(false);
  });

  it('ends without waiting for answers when it is told to a second time', async () => {
    await using server = await startServer(() => undefined);
    const drive = driveOf(server.url, { rate: 10, duration: '1h' });
    const running = drive.run();
    await expect.poll(() => server.asked.length).toBeGreaterThan(0);
    drive.stop();
    drive.stop();
    expect(await running).toMatchObject({ answered: 0 });
  });

  it('sends events to the broker', async () => {
    await using server = await startServer((_request, response) => response.end('{}'));
    await using broker = await startServer((_request, response) => response.writeHead(202).end());
    const report = await driveOf(server.url, {
      events: broker.url,
      journeys: 'event',
      duration: '100ms',
    }).run();
    expect(report).toMatchObject({ answered: 20, errors: 0 });
    expect(broker.asked[0]).toMatchObject({
      method: 'POST',
      headers: { 'ce-type': 'dev.knative.eventing.samples.heartbeat' },
    });
    expect(server.asked).toEqual([]);
  });
});
