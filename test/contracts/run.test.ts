import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawnSpans } from './drawn-trace.ts';
import { goodTraces } from './good-traces.ts';
import { replayingApi } from './replaying-api.ts';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (...args: string[]): Promise<Run> =>
  new Promise((resolve) => {
    const env = { ...process.env, NODE_OPTIONS: '' };
    execFile(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

/** Old enough for all spans to have come. */
const oldTraces = () => goodTraces(A_MINUTE_AGO());
const A_MINUTE_AGO = () => (Date.now() - 60_000) * 1_000;

describe('node test/contracts/run.ts', () => {
  it('passes where every story is told', async () => {
    await using api = await replayingApi([...oldTraces().values()].flat());
    const { code, out, err } = await run('--query-url', api.url, '--wait', '0');
    expect(err).toBe('');
    expect(out.trim().split('\n')).toEqual([
      expect.stringMatching(/^pass {2}request {2}a page asks for a profile {2,}[0-9a-f]{32}$/),
      expect.stringMatching(/^pass {2}job {6}a due run goes through the queue/),
      expect.stringMatching(/^pass {2}job {6}an audit links to the runs it looked at/),
      expect.stringMatching(/^pass {2}event {4}a heartbeat flips heads/),
      expect.stringMatching(/^pass {2}event {4}a heartbeat flips tails/),
      expect.stringMatching(/^pass {2}all {6}nothing in any trace that must not be {2,}5 traces$/),
    ]);
    expect(code).toBe(0);
  });

  it('waits for a story that is still to come', async () => {
    const spans = [...oldTraces().values()].flat();
    await using api = await replayingApi([]);
    const running = run('--query-url', api.url, '--story', 'event', '--wait', '30');
    await expect.poll(() => api.requests, { timeout: 20_000 }).toBeGreaterThan(2);
    api.spans = spans;
    expect(await running).toMatchObject({ code: 0, err: '' });
  });

  it('fails where a story is not told, and says what is missing', async () => {
    const spans = [...oldTraces().values()].flat().filter(({ service }) => service !== 'profile');
    await using api = await replayingApi(spans);
    const { code, out } = await run('--query-url', api.url, '--story', 'request', '--wait', '0');
    expect(out).toMatch(/^FAIL {2}request {2}a page asks for a profile {2,}[0-9a-f]{32}$/m);
    expect(out).toContain(
      `      - There is no profile's SERVER span GET /profiles/:id within user's GET /users/:id.`,
    );
    expect(code).toBe(1);
  });

  it('fails on what must not be in any trace, also outside the stories', async () => {
    const polling = drawnSpans('drain CLIENT SELECT pgboss.job', A_MINUTE_AGO());
    const spans = [...oldTraces().values()].flat();
    await using api = await replayingApi([...spans, ...polling]);
    const { code, out } = await run('--query-url', api.url, '--wait', '0');
    expect(out).toContain(
      `      - drain's CLIENT span "SELECT pgboss.job" is a root. Trace ${polling[0]?.traceId}.`,
    );
    expect(code).toBe(1);
  });

  it('does not pass while all traces are so young that spans may be missing', async () => {
    await using api = await replayingApi([...goodTraces().values()].flat());
    const { code, out } = await run('--query-url', api.url, '--wait', '0');
    expect(out).toMatch(/^FAIL {2}all .* 0 traces\n {6}- No trace is old enough for that to be known\.$/m);
    expect(code).toBe(1);
  });

  it('says that nothing answers there', async () => {
    const gone = await replayingApi([]);
    await gone[Symbol.asyncDispose]();
    const { code, err } = await run('--query-url', gone.url, '--wait', '0');
    expect(err).toMatch(/^Cannot reach the query API at .*: connection refused/);
    expect(code).toBe(1);
  });

  it.each([
    [['--story', 'jop'], 'Cannot check story jop: there are request, job, event\n'],
    [['--wait', 'long'], 'Cannot wait long seconds: give a number\n'],
  ])('refuses %j', async (args, message) => {
    expect(await run(...args)).toEqual({ code: 1, out: '', err: message });
  });
});
