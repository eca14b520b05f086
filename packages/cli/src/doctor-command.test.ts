import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.ts';

describe('tracewalk doctor', { timeout: 30_000 }, () => {
  const data = mkdtempSync(join(tmpdir(), 'tracewalk-doctor-'));
  afterAll(() => rmSync(data, { recursive: true }));
  const doctor = async (args: string[], env: Record<string, string> = {}) => {
    const command = runCommand(['doctor', '--data', data, ...args], env);
    return { code: await command.exitCode, said: command.said() };
  };
  /** Nobody listens there: not even the tests use such ports. */
  const NOWHERE = ['--port-offset', '47', '--query-url', 'http://127.0.0.1:9'];

  it.each([
    [['--docker', '--kubernetes'], 'Cannot examine both: pass --docker or --kubernetes\n'],
    [
      ['--frontend', 'localhost:8080'],
      'Cannot use localhost:8080 as the page: expected an http:// or https:// URL\n',
    ],
    [['--query-url', '16686'], /^Cannot read the settings: queryUrl \(from --query-url\)/],
  ])('ends with 2 and one line for %j', async (args, message) => {
    const { code, said } = await doctor(args);
    expect(said).toMatch(message);
    expect(said.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(2);
  });

  it('ends with 2 where there is no kubectl', async () => {
    const { code, said } = await doctor(['--kubernetes'], { PATH: data });
    expect({ code, said }).toEqual({
      code: 2,
      said: 'Cannot read the cluster: there is no kubectl on the PATH\n',
    });
  });

  it('ends with 1 and one finding where nothing runs', async () => {
    const { code, said } = await doctor(NOWHERE);
    expect(said).toContain('the local system: nothing of it runs');
    expect(said).toContain('change   start it (npm start)');
    expect(code).toBe(1);
  });

  it('says the same as JSON', async () => {
    const { said } = await doctor([...NOWHERE, '--json']);
    expect(JSON.parse(said)).toMatchObject({ findings: [{ stage: 'made', cause: 'not-running' }] });
  });
});
