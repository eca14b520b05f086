import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { editFlagFile, setFault } from '@tracewalk/faults';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { descendants, portOffset, RunningSystem, stillRunning, temporaryData } from './running-system.ts';

const isRoot = process.getuid?.() === 0;
/** Who is not root is root in a namespace of their own, to bring up loopback there, and themselves again afterwards. */
const AS_ROOT = isRoot ? [] : ['--map-root-user'];
const AS_USER = isRoot
  ? ''
  : `unshare --user --map-user=${process.getuid?.()} --map-group=${process.getgid?.()}`;
/** `ip link set lo up`, on machines that lack `ip`, too: SIOCSIFFLAGS with IFF_UP and IFF_RUNNING. */
const LOOPBACK_UP = `perl -e 'socket(S, 2, 2, 0); $up = pack("a16 s x22", "lo", 65); ioctl(S, 0x8914, $up) or die $!'`;

describe('tracewalk up', { timeout: 60_000 }, () => {
  const cleanUps: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).toReversed()) await cleanUp();
  });

  function start(args: string[] = [], { data = temporaryFolder(), offset = portOffset() } = {}) {
    const system = new RunningSystem(['--data', data, '--port-offset', String(offset), ...args]);
    cleanUps.push(async () => {
      if (system.process.exitCode === null) await system.stop();
    });
    return { system, data, offset };
  }

  function temporaryFolder(): string {
    const { data, remove } = temporaryData();
    cleanUps.push(remove);
    return data;
  }

  it('stops within three seconds on Ctrl-C, with exit code 0 and no process left', async () => {
    const { system } = start();
    await system.until(
      'first request story',
      ({ type, story }) => type === 'first-trace' && story === 'request',
    );

    const processes = descendants(system.process.pid);
    const { code, ms } = await system.stop('SIGINT');

    expect({ code, errors: system.errors }).toEqual({ code: 0, errors: '' });
    expect(ms).toBeLessThan(3_000);
    expect(processes.length).toBeGreaterThanOrEqual(3);
    expect(stillRunning(processes)).toEqual([]);
  });

  it('shows the traces of the run before, with --keep-traces', async () => {
    const before = start(['--only', 'request', '--keep-traces']);
    const { trace } = await before.system.until('trace', ({ type }) => type === 'trace');
    await before.system.stop();

    const after = start(['--only', 'request', '--keep-traces'], before);
    const { traces } = await after.system.started();

    const found = await fetch(`${traces}/api/traces/${trace}`);
    expect(await found.json()).toMatchObject({ data: [{ traceID: trace }] });
  });

  it('says which faults were left set', async () => {
    const faults = join(temporaryFolder(), 'flags.json');
    copyFileSync(join(projectFolder, 'faults/flags.json'), faults);
    editFlagFile(faults, (file) => setFault(file, { name: 'clock-skew' }));
    const { system } = start(['--only', 'request', '--faults', faults]);

    const { names } = await system.until('word on faults', ({ type }) => type === 'faults');

    expect(names).toEqual(['clock-skew']);
  });

  it('ends at once on a second Ctrl-C', async () => {
    const { system } = start(['--only', 'request']);
    const { page } = await system.started();
    const processes = descendants(system.process.pid);
    // A request whose body does not come holds up the orderly end.
    const headers = { 'content-type': 'application/json', 'content-length': 100 };
    const hanging = request(`${page}/api/stacks/dns-zones/runs`, { method: 'POST', headers });
    hanging.on('error', () => undefined).write('{');
    await sleep(100);

    system.process.kill('SIGINT');
    await system.until('word that it stops', ({ type }) => type === 'stopping');
    // What comes within half a second may be the same Ctrl-C, handed on by npm.
    await sleep(600);
    system.process.kill('SIGINT');

    expect(await system.exit).toBe(130);
    await expect.poll(() => stillRunning(processes)).toEqual([]);
  });

  it('stops cleanly when Ctrl-C comes while it is still starting', async () => {
    const { system } = start();
    await system.until('first part', ({ type }) => type === 'ready');
    const processes = descendants(system.process.pid);

    expect((await system.stop('SIGINT')).code).toBe(0);
    expect(stillRunning(processes)).toEqual([]);
  });

  it('names the port, the service and the option when a port is taken', async () => {
    const offset = portOffset();
    const other = createServer().listen(8082 + offset, '127.0.0.1');
    cleanUps.push(() => other.close());

    const { system } = start([], { offset });

    expect(await system.exit).toBe(1);
    expect(system.errors).toBe(
      `Cannot start profile: port ${8082 + offset} is taken. Stop what uses it, or move the whole system: --port-offset 100\n`,
    );
  });

  it('refuses a data folder that another running system uses', async () => {
    const { system, data } = start(['--only', 'event']);
    await system.started();

    const { system: second } = start([], { data });

    expect(await second.exit).toBe(1);
    expect(second.errors).toContain(`Cannot use the data folder ${data}`);
    expect(second.errors).toContain('--data');
  });

  it('runs twice side by side with another port offset and data folder', async () => {
    const [one, two] = [start(['--only', 'request']), start(['--only', 'request'])];
    const pages = [await one.system.started(), await two.system.started()].map(({ page }) => page ?? '');

    const answers = await Promise.all(pages.map((page) => fetch(`${page}/api/profiles/1`)));

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await one.system.stop()).toMatchObject({ code: 0 });
    expect(await two.system.stop()).toMatchObject({ code: 0 });
  });

  it('recovers a data folder that a killed run left, with no question asked', async () => {
    const first = start(['--only', 'request']);
    const { page } = await first.system.started();
    const started = await fetch(`${page}/api/stacks/dns-zones/runs`, { method: 'POST' });
    const run = (await started.json()) as { id: string };
    expect(run).toMatchObject({ stackId: 'dns-zones' });
    await first.system.stop('SIGKILL');

    const second = start(['--only', 'request'], { data: first.data, offset: first.offset });
    await second.system.started();

    const found = await fetch(`${page}/api/runs/${run.id}`);
    expect(await found.json()).toMatchObject({ id: run.id, stackId: 'dns-zones' });
    expect(await second.system.stop()).toMatchObject({ code: 0 });
  });

  it('leaves no service behind when it is killed', async () => {
    const { system } = start(['--only', 'event', '--processes']);
    await system.started();
    const processes = descendants(system.process.pid);
    const services = processes.filter(({ args }) => args.includes('/services/'));
    // Postgres is ended by the next start, which there is none of here.
    const postgres = processes.find(({ args }) => args.includes('bin/postgres'));
    cleanUps.push(() => process.kill(postgres?.pid ?? 0, 'SIGTERM'));
    expect(services).toHaveLength(4);

    await system.stop('SIGKILL');

    await vi.waitFor(() => expect(stillRunning(services)).toEqual([]), 10_000);
  });

  it.each([
    ['Postgres', 'bin/postgres', []],
    ['the local backend', 'local-backend/src/main.ts', []],
    ['the services', 'service-host.ts', []],
    ['user', 'services/user/src/main.ts', ['--processes']],
  ])('names %s when it dies, stops the rest and exits with 1', async (part, program, args) => {
    const { system } = start(['--only', 'request', ...args]);
    await system.started();
    const processes = descendants(system.process.pid);
    const victim = processes.find((each) => each.args.includes(program));

    process.kill(victim?.pid ?? 0, 'SIGKILL');

    expect(await system.until('word of the dead part', ({ type }) => type === 'broke')).toMatchObject({
      part,
    });
    expect(await system.exit).toBe(1);
    expect(stillRunning(processes)).toEqual([]);
  });

  it('needs no network: everything works where there is only loopback', async ({ skip }) => {
    const isolated = [
      'unshare',
      '--net',
      ...AS_ROOT,
      'sh',
      '-c',
      `${LOOPBACK_UP} && exec ${AS_USER} "$@"`,
      'sh',
    ];
    const attempt = spawnSync('unshare', [...isolated.slice(1), 'true'], { encoding: 'utf8' });
    skip(attempt.status !== 0, `network namespaces are not allowed here: ${attempt.stderr}`);
    const data = temporaryFolder();

    const system = new RunningSystem(['--data', data], {}, [...isolated, process.execPath]);
    cleanUps.push(() => system.process.exitCode ?? system.stop('SIGKILL'));

    for (const story of ['request', 'job', 'event']) {
      await system.until(`first trace of the ${story} story`, (said) => said.story === story);
    }
    expect(await system.stop()).toMatchObject({ code: 0 });
  });
});
