/** The contracts, held against the system as a user starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { portOffset, RunningSystem, temporaryData } from '../system/running-system.ts';

async function holdToContracts(queryUrl: string): Promise<{ code: unknown; out: string; err: string }> {
  const runner = join(import.meta.dirname, 'run.ts');
  const env = { ...process.env, NODE_OPTIONS: '' };
  const run = spawn(process.execPath, [runner, '--query-url', queryUrl, '--wait', '60'], { env });
  const [[code], out, err] = await Promise.all([once(run, 'close'), text(run.stdout), text(run.stderr)]);
  return { code, out, err };
}

describe('the running system', { timeout: 120_000 }, () => {
  it.each([
    ['in one process', []],
    ['in a process for each service', ['--processes']],
  ])('tells every story as its contract says: %s', async (_, options) => {
    const { data, remove } = temporaryData();
    const system = new RunningSystem(['--data', data, '--port-offset', String(portOffset()), ...options]);
    try {
      const { traces = '' } = await system.started();
      const { code, out, err } = await holdToContracts(traces);
      expect({ failed: out.match(/^FAIL.*(\n {6}.*)*/gm), err, code }).toEqual({
        failed: null,
        err: '',
        code: 0,
      });
      expect(out.match(/^pass/gm)).toHaveLength(6);
    } finally {
      await system.stop();
      remove();
    }
  });
});
