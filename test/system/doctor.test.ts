/** The doctor at a real system: nothing is wrong with it, and then this and that. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { clearFault, editFlagFile, setFault } from '@tracewalk/faults';
import type { Report } from '@tracewalk/doctor';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { runCommand } from '../../packages/cli/src/run-command.ts';
import { type Message, portOffset, RunningSystem, temporaryData } from './running-system.ts';

/** A busy machine is no failure. */
const PATIENT = { UPSTREAM_DEADLINE_MS: '20000', PROFILE_DEADLINE_MS: '20000' };

const isHeartbeat = ({ type, story }: Message) => type === 'first-trace' && story === 'event';

describe('tracewalk doctor', { timeout: 60_000 }, () => {
  const { data, remove } = temporaryData();
  const file = join(data, 'flags.json');
  const offset = String(portOffset());
  let system: RunningSystem;

  const start = async (env: Record<string, string> = {}) => {
    const where = ['--data', data, '--port-offset', offset, '--faults', file, '--no-load'];
    system = new RunningSystem(where, { ...PATIENT, ...env });
    await system.until('system', ({ type }) => type === 'started', 100_000);
    if (!env['OTEL_TRACES_EXPORTER']) await system.until('heartbeat', isHeartbeat);
  };
  const examine = async (env: Record<string, string> = {}) => {
    const doctor = runCommand(['doctor', '--port-offset', offset, '--data', data, '--json'], env);
    const code = await doctor.exitCode;
    const report = JSON.parse(doctor.said()) as Report;
    return { code, report, said: report.findings.map(({ stage, cause, about }) => [stage, cause, about]) };
  };

  beforeAll(async () => {
    copyFileSync(join(projectFolder, 'k8s/components/faults/flags/flags.json'), file);
    await start();
  }, 110_000);
  afterEach(() => void editFlagFile(file, (flags) => clearFault(flags)));
  afterAll(async () => {
    await system.stop();
    remove();
  }, 60_000);

  it('finds nothing wrong with a healthy system, twice', async () => {
    const [first, second] = [await examine(), await examine()];
    for (const { code, report } of [first, second]) {
      expect(report.findings).toEqual([]);
      expect(report.checks.filter(({ state }) => state === 'wrong')).toEqual([]);
      expect(code).toBe(0);
    }
  });

  it.each([
    ['wrong-exporter-endpoint', 'on', 'spans-lost', 'user'],
    ['missing-instrumentation', 'on', 'trace-broken', 'user → profile'],
    ['lost-context', 'on', 'trace-broken', 'server → drain'],
    ['wrong-sampler', 'on', 'sampled-out', 'server'],
    ['clock-skew', 'behind', 'clock-skew', 'profile'],
    ['clock-skew', 'on', 'clock-skew', 'profile'],
    ['failing-user', 'all', 'request-failed', 'frontend, page view'],
  ])('names the fault %s (%s) for what it is, and nothing else', async (name, variant, cause, about) => {
    editFlagFile(file, (flags) => setFault(flags, { name, variant }));
    const { code, said } = await examine();
    expect(said).toEqual([['made', cause, about]]);
    expect(code).toBe(1);
  });

  it('names a setting of the environment that nobody sends spans with', async () => {
    await system.stop();
    await start({ OTEL_TRACES_EXPORTER: 'none' });
    const { said } = await examine({ OTEL_TRACES_EXPORTER: 'none' });
    expect(said).toEqual([['made', 'exporter-none', 'all services']]);
  });

  it('sees that spans are not made also where the settings that it can read are right', async () => {
    const { said, report } = await examine();
    expect(said).toEqual([
      ['made', 'no-spans', 'frontend'],
      ['made', 'silent', 'heartbeats'],
      ['found', 'restarted', 'traces'],
    ]);
    expect(report.findings.at(-1)?.note).toBe(true);
  });

  it('says that nothing runs, in one finding', async () => {
    await system.stop();
    const { said, code } = await examine();
    expect(said).toEqual([['made', 'not-running', 'the local system']]);
    expect(code).toBe(1);
  });
});
