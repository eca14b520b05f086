import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readSettings, type SettingName } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracewalk-settings-'));
const file = join(folder, 'tracewalk.yaml');

type Flags = Partial<Record<SettingName, unknown>>;
const read = (flags: Flags = {}, env: NodeJS.ProcessEnv = {}) => readSettings(flags, env, folder);

/** The value of a setting and where it came from. */
function origin(name: SettingName, flags?: Flags, env?: NodeJS.ProcessEnv): [unknown, string | undefined] {
  const found = read(flags, env).origins.find((each) => each.name === name);
  return [found?.value, found?.source];
}

describe('settings', () => {
  beforeEach(() => rmSync(file, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('have defaults', () => {
    const { settings, origins } = read();
    expect(settings).toMatchObject({ processes: false, load: true, portOffset: 0, json: false });
    expect(settings.only).toEqual(['request', 'job', 'event']);
    expect(settings.data).toMatch(/\/\.tracewalk$/);
    expect(settings.otlpEndpoint).toBeUndefined();
    expect(new Set(origins.map(({ source }) => source))).toEqual(new Set(['default']));
  });

  it('come from a flag before the environment, that before tracewalk.yaml, that before the default', () => {
    const [flags, env] = [{ portOffset: '300' }, { TRACEWALK_PORT_OFFSET: '200' }];
    expect(origin('portOffset')).toEqual([0, 'default']);
    writeFileSync(file, 'portOffset: 100\n');
    expect(origin('portOffset')).toEqual([100, file]);
    expect(origin('portOffset', {}, env)).toEqual([200, 'TRACEWALK_PORT_OFFSET']);
    expect(origin('portOffset', flags, env)).toEqual([300, '--port-offset']);
  });

  it('take a variable without a value for none', () => {
    expect(origin('portOffset', {}, { TRACEWALK_PORT_OFFSET: '' })).toEqual([0, 'default']);
  });

  it('know a switch that nobody used from one that was', () => {
    writeFileSync(file, 'load: false\n');
    // So says commander of --no-load when it is not there, and when it is.
    expect(origin('load', { load: true })).toEqual([false, file]);
    expect(origin('load', { load: false }, { TRACEWALK_LOAD: 'true' })).toEqual([false, '--no-load']);
    expect(origin('load', { load: true }, { TRACEWALK_LOAD: 'yes' })).toEqual([true, 'TRACEWALK_LOAD']);
  });

  it('take stories as a list in YAML, and with commas elsewhere', () => {
    writeFileSync(file, 'only: [job, event]\n');
    expect(origin('only')).toEqual([['job', 'event'], file]);
    expect(origin('only', { only: 'request,job' })).toEqual([['request', 'job'], '--only']);
  });

  it('take a data folder from where tracewalk was called', () => {
    expect(origin('data', { data: 'here' })).toEqual([join(folder, 'here'), '--data']);
  });

  it.each<[Flags, NodeJS.ProcessEnv, string, string]>([
    [{ portOffset: 'far' }, {}, '', 'portOffset (from --port-offset): Invalid input'],
    [{ portOffset: '-1' }, {}, '', 'portOffset (from --port-offset): Too small'],
    [{ portOffset: '50000' }, {}, '', 'portOffset (from --port-offset): Too big'],
    [{ only: 'jobs' }, {}, '', 'only (from --only): Invalid option'],
    [{ otlpEndpoint: 'collector:4318' }, {}, '', 'otlpEndpoint (from --otlp-endpoint): expected an http://'],
    [
      {},
      { TRACEWALK_PROCESSES: 'maybe' },
      '',
      'processes (from TRACEWALK_PROCESSES): expected true or false',
    ],
    [{}, {}, 'load: sometimes', `load (from ${file}): expected true or false`],
    [{}, {}, 'only: []', `only (from ${file}): expected some of request, job, event`],
    [{}, {}, 'data: 7', `data (from ${file}): Invalid input: expected string`],
  ])('that are wrong are named with where they were set: %j %j %s', (flags, env, yaml, message) => {
    writeFileSync(file, yaml);
    expect(() => read(flags, env)).toThrow(`Cannot read the settings: ${message}`);
  });

  it('that are wrong are all named at once', () => {
    const message = /portOffset \(from --port-offset\): .*\. json \(from TRACEWALK_JSON\): /;
    expect(() => read({ portOffset: 'x' }, { TRACEWALK_JSON: 'x' })).toThrow(message);
  });

  it.each([
    ['portOfset: 100', `Cannot read ${file}: there is no setting portOfset. There are processes, only`],
    ['- portOffset', `Cannot read ${file}: expected settings as "name: value"`],
    ['100', `Cannot read ${file}: expected settings as "name: value"`],
    ['load: [', `Cannot read ${file}: Flow sequence in block collection`],
  ])('cannot be read from a file with %s', (yaml, message) => {
    writeFileSync(file, yaml);
    expect(() => read()).toThrow(message);
  });
});
