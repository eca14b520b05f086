import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectFolder } from '../project-folder.ts';
import { runCommand } from '../run-command.ts';

const ALL_OFF = readFileSync(join(projectFolder, 'k8s/components/faults/flags/flags.json'), 'utf8');

/** Keeps a ConfigMap in a file, and notes down what it was called with. */
const KUBECTL = `#!${process.execPath}
const { appendFileSync, readFileSync, writeFileSync } = require('node:fs');
const folder = __dirname;
const [, , , namespace, command, ...rest] = process.argv;
appendFileSync(folder + '/calls', [namespace, command, ...rest].slice(0, 4).join(' ') + '\\n');
const data = { 'flags.json': readFileSync(folder + '/config-map', 'utf8') };
if (namespace === 'nowhere') {
  console.error('Error from server (NotFound): configmaps "faults" not found');
  process.exit(1);
}
if (command === 'get') console.log(JSON.stringify({ metadata: { resourceVersion: '7' }, data }));
if (command === 'patch') {
  const patch = JSON.parse(rest.at(-1));
  if (patch.metadata.resourceVersion !== '7') process.exit(1);
  writeFileSync(folder + '/config-map', patch.data['flags.json']);
}
`;

/** What the list says of a fault. */
const line = (said: string, name: string) => said.split('\n').find((each) => each.startsWith(`${name} `));

describe('tracewalk fault', { timeout: 30_000 }, () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracewalk-fault-'));
    file = join(folder, 'flags.json');
    writeFileSync(file, ALL_OFF);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const fault = async (args: string[], env: Record<string, string> = { TRACEWALK_FAULTS: file }) => {
    const command = runCommand(['fault', ...args], env);
    return { code: await command.exitCode, said: command.said() };
  };
  it('sets a fault, lists it with its state, and clears it', async () => {
    expect(await fault(['set', 'slow-profile-query', '--share', '25%'])).toEqual({
      code: 0,
      said: 'slow-profile-query is set. It holds for requests from now on.\n',
    });
    await fault(['set', 'failing-user', '--attendee', 'anna']);
    const { said } = await fault(['list']);
    expect(line(said, 'slow-profile-query')).toMatch(/profile +25 % of traces +one long SELECT/);
    expect(line(said, 'failing-user')).toMatch(/user +for anna +/);
    expect(line(said, 'lost-context')).toMatch(/server +off +/);

    expect((await fault(['clear'])).said).toBe('Every fault is off.\n');
    expect(readFileSync(file, 'utf8')).toBe(ALL_OFF);
  });

  it('lists the same as JSON', async () => {
    const { said } = await fault(['list', '--json']);
    expect(JSON.parse(said)[0]).toMatchObject({ name: 'slow-profile-query', state: 'off', perRequest: true });
  });

  it.each([
    [['set', 'slow-profile'], 'there is no fault slow-profile. Did you mean slow-profile-query?'],
    [['set', 'lost-context', '--share', 'half'], 'expected a percentage, e.g. 25%'],
    [['clear', 'lost-contxt'], 'Did you mean lost-context?'],
    [
      ['set', 'lost-context', '--faults', '/nowhere.json'],
      'faults (from --faults): there is no file /nowhere.json',
    ],
  ])('says what is wrong with %j, and changes nothing', async (args, message) => {
    const { code, said } = await fault(args);
    expect(code).toBe(1);
    expect(said).toContain(message);
    expect(readFileSync(file, 'utf8')).toBe(ALL_OFF);
  });

  it('refuses to write over a file that is damaged', async () => {
    writeFileSync(file, '{"flags": {');
    expect((await fault(['set', 'lost-context'])).said).toMatch(/^Cannot read \S+flags\.json: it is no JSON/);
    expect(readFileSync(file, 'utf8')).toBe('{"flags": {');
  });

  it('does the same with the ConfigMap of a cluster, by kubectl', async () => {
    writeFileSync(join(folder, 'kubectl'), KUBECTL);
    chmodSync(join(folder, 'kubectl'), 0o755);
    writeFileSync(join(folder, 'config-map'), ALL_OFF);
    const env = { PATH: [folder, process.env['PATH']].join(delimiter) };

    const set = await fault(['set', 'lost-context', '--kubernetes'], env);
    expect(set.said).toBe(
      'lost-context is set. It holds for requests from now on, once the pods have read it: some seconds.\n',
    );
    expect(line((await fault(['list', '--kubernetes'], env)).said, 'lost-context')).toMatch(/server +on +/);
    expect(readFileSync(join(folder, 'calls'), 'utf8').split('\n')).toEqual([
      'tracewalk get configmap faults',
      'tracewalk patch configmap faults',
      'tracewalk annotate pods --all',
      'tracewalk get configmap faults',
      '',
    ]);
    const away = await fault(['list', '--kubernetes', '--namespace', 'nowhere'], env);
    expect(away).toEqual({
      code: 1,
      said: expect.stringContaining('Deploy with the component k8s/components/faults'),
    });
  });
});
