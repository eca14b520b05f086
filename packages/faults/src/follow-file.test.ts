import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { editFlagFile, readFlagFile } from './edit-file.ts';
import { allOff, formatFlags } from './flag-file.ts';
import { followFile } from './follow-file.ts';
import { LiveFlags } from './live-flags.ts';
import { setFault } from './switch-fault.ts';

const OFF = formatFlags(allOff());
const withSet = (name: string) => formatFlags(setFault(allOff(), { name }));

describe('a flag file that is followed', () => {
  let folder: string;
  let file: string;
  let flags: LiveFlags;
  let complaints: string[];
  let stop: () => void;

  const follow = () => {
    stop = followFile(file, {
      use: (text) => flags.load(text),
      complain: (line) => complaints.push(line),
    });
  };
  const seen = (...names: string[]) =>
    vi.waitFor(() => expect([...flags.set]).toEqual(names), { timeout: 2_000 });
  const complained = (count: number) =>
    vi.waitFor(() => expect(complaints).toHaveLength(count), { timeout: 2_000 });

  /** As the kubelet does it. */
  const version = (name: string, text: string) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'flags.json'), text);
    symlinkSync(name, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracewalk-flags-'));
    file = join(folder, 'flags.json');
    flags = new LiveFlags();
    complaints = [];
    writeFileSync(file, OFF);
  });
  afterEach(() => {
    stop();
    rmSync(folder, { recursive: true });
  });

  it('is used at once', () => {
    writeFileSync(file, withSet('lost-context'));
    follow();
    expect([...flags.set]).toEqual(['lost-context']);
  });

  it('is seen within two seconds when another one is renamed over it', async () => {
    follow();
    writeFileSync(`${file}.new`, withSet('lost-context'));
    renameSync(`${file}.new`, file);
    await seen('lost-context');
    editFlagFile(file, (flagFile) => setFault(flagFile, { name: 'failing-user' }));
    await seen('failing-user', 'lost-context');
    expect(complaints).toEqual([]);
  });

  it('is seen when it is written in place', async () => {
    follow();
    writeFileSync(file, withSet('failing-user'));
    await seen('failing-user');
    writeFileSync(file, OFF);
    await seen();
    expect(complaints).toEqual([]);
  });

  it('is seen when a symbolic link above it changes, as in a ConfigMap', async () => {
    rmSync(file);
    version('..2026_1', OFF);
    symlinkSync(join('..data', 'flags.json'), file);
    follow();
    version('..2026_2', withSet('b3-only-hop'));
    await seen('b3-only-hop');
    version('..2026_3', withSet('clock-skew'));
    await seen('clock-skew');
    expect(complaints).toEqual([]);
  });

  it.each([
    ['half-written', withSet('failing-user').slice(0, 300), 'it is no JSON'],
    ['empty', '', 'it is empty'],
    ['about no flags', '{"flags": 1}', 'there are no flags in it'],
    [
      'what flagd would not take',
      '{"flags": {"lost-context": {"variants": {"off": false}, "defaultVariant": "off", "state": "ON"}}}',
      'flagd would not take it: flags lost-context',
    ],
  ])('leaves the last good flags as they are, with one line, while it is %s', async (_, text, why) => {
    writeFileSync(file, withSet('lost-context'));
    follow();
    writeFileSync(file, text);
    await complained(1);
    expect(complaints[0]).toMatch(/^Cannot read the faults in \S+flags\.json: .*\. The last good ones hold$/);
    expect(complaints[0]).toContain(why);
    expect([...flags.set]).toEqual(['lost-context']);

    writeFileSync(file, withSet('failing-user'));
    await seen('failing-user');
    expect(complaints).toHaveLength(1);
  });

  it('may be missing, and come back', async () => {
    follow();
    rmSync(file);
    await complained(1);
    expect(complaints[0]).toContain('there is no such file');
    writeFileSync(file, withSet('lost-context'));
    await seen('lost-context');
  });
});

describe('editing a flag file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-edit-'));
  const file = join(folder, 'flags.json');

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('leaves nothing beside it, and refuses a file that is damaged rather than to write over it', () => {
    writeFileSync(file, OFF);
    editFlagFile(file, (flagFile) => setFault(flagFile, { name: 'lost-context' }));
    expect(readFlagFile(file)).toEqual(setFault(allOff(), { name: 'lost-context' }));
    writeFileSync(file, '{"flags"');
    expect(() => editFlagFile(file, (flagFile) => flagFile)).toThrow(/it is no JSON .*Mend it by hand$/);
  });

  it('says where a file was looked for that is not there', () => {
    expect(() => readFlagFile('/nowhere/flags.json')).toThrow(
      'Cannot read /nowhere/flags.json: there is no such file. Say where it is with --faults',
    );
  });
});
