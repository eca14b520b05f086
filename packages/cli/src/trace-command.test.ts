import { beforeEach, describe, expect, it, vi } from 'vitest';
import { RECORDED_ID, replayJaeger } from '../../query-client/src/replay-jaeger.ts';
import { runTrace, type TraceOptions } from './trace-command.ts';

async function run(
  options: TraceOptions,
  terminal = {},
): Promise<{ code: number; said: string; errors: string }> {
  const texts = { said: '', errors: '' };
  const collect = (where: keyof typeof texts) => ({
    write: (text: string | Uint8Array) => {
      texts[where] += text.toString();
      return true;
    },
  });
  const code = await runTrace(options, { ...collect('said'), ...terminal }, collect('errors'));
  return { code, ...texts };
}

describe('tracewalk trace', () => {
  beforeEach(() => {
    vi.stubEnv('LC_ALL', 'C.UTF-8');
    vi.stubEnv('TERM', 'xterm');
    return () => vi.unstubAllEnvs();
  });

  it('prints the trace of an id as a tree', async () => {
    await using jaeger = await replayJaeger('2.13');
    const { code, said } = await run({ queryUrl: jaeger.url, id: RECORDED_ID });
    expect(code).toBe(0);
    expect(said).toContain(`trace ${RECORDED_ID}  2026-11-21 11:00:00.000 UTC\n`);
    expect(said).toMatch(/^user +└─ tracecontext → GET \/users\/:id .* 28\.0 ms$/m);
    expect(said).toMatch(/^profile .*└─ b3multi → get \/profiles\/:id/m);
    expect(said).toContain('✗ error: relation missing');
    expect(said).not.toContain('\u001b');
  });

  it('prints the last trace, of all or of a service', async () => {
    await using jaeger = await replayJaeger('2.21');
    for (const options of [{}, { last: true }, { service: 'user' }, { service: 'user', last: true }]) {
      const { code, said } = await run({ queryUrl: jaeger.url, ...options });
      expect(code).toBe(0);
      expect(said).toContain(RECORDED_ID);
    }
  });

  it('is as wide as the terminal, and has colours only there', async () => {
    await using jaeger = await replayJaeger('2.20');
    const options = { queryUrl: jaeger.url, id: RECORDED_ID };
    const { said } = await run({ ...options, color: true }, { columns: 72 });
    expect(said).toContain('\u001b[31m✗ error: relation missing\u001b[39m');
    const { said: plain } = await run(options, { columns: 72 });
    expect(Math.max(...plain.split('\n').map((line) => line.length))).toBe(72);
  });

  it('draws with ASCII where the terminal can show no more', async () => {
    vi.stubEnv('LC_ALL', 'C');
    await using jaeger = await replayJaeger('2.20');
    const { said } = await run({ queryUrl: jaeger.url, id: RECORDED_ID });
    expect(said).toMatch(/^user +`- tracecontext -> GET/m);
    expect(said).toMatch(/^[\n\u0020-\u007e]*$/);
  });

  it('prints the trace as JSON', async () => {
    await using jaeger = await replayJaeger('2.20');
    const { said } = await run({ queryUrl: jaeger.url, id: RECORDED_ID, json: true });
    expect(JSON.parse(said)).toMatchObject({
      id: RECORDED_ID,
      errorCount: 3,
      spans: [{ service: 'frontend', depth: 0 }, {}, {}, {}, {}, {}, {}, {}],
    });
  });

  it.each([
    [{ id: '1' }, /^Cannot find trace 1 at http:.*: it may not have arrived yet, or is no longer kept\n$/],
    [{ id: 'xyz' }, /^Cannot look up trace xyz: an id is 32 hex digits\n$/],
    [
      { service: 'nobody' },
      /^Cannot find a trace of service nobody at http:.*: none came within the last hour\n$/,
    ],
    [{ id: '1', last: true }, /^Cannot print a trace: give an id, or --last or --service, not both\n$/],
    [{ queryUrl: 'nonsense' }, /^Cannot use nonsense as a query API: .*\n$/],
    [{ queryUrl: 'http://127.0.0.1:9' }, /^Cannot reach the query API at .* Is the system running\?.*\n$/],
  ])('says in one line why there is none: %j', async (options, reason) => {
    await using jaeger = await replayJaeger('2.13');
    const { code, said, errors } = await run({ queryUrl: jaeger.url, ...options });
    expect(code).toBe(1);
    expect(said).toBe('');
    expect(errors).toMatch(reason);
  });
});
