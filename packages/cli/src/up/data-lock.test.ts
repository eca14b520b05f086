import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockData } from './data-lock.ts';

describe('lockData()', () => {
  let data: string;
  beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'data-lock-'))));
  afterEach(() => rmSync(data, { recursive: true }));

  const lockFile = () => join(data, 'tracewalk.pid');

  /** A process that does nothing, with these words in its command line. */
  async function aProcess(...words: string[]) {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)', ...words]);
    await once(child, 'spawn');
    writeFileSync(lockFile(), String(child.pid));
    return {
      pid: child.pid,
      [Symbol.asyncDispose]: async () => {
        child.kill();
        await once(child, 'exit');
      },
    };
  }

  it('takes a new folder, makes it, and gives it back', () => {
    data = join(data, 'new');
    const lock = lockData(data);
    expect(lock.leftBehind).toBe(false);
    expect(existsSync(lockFile())).toBe(true);
    lock.release();
    expect(existsSync(lockFile())).toBe(false);
    data = join(data, '..');
  });

  it('refuses a folder that another running system uses', async () => {
    await using other = await aProcess('packages/cli/src/main.ts');
    expect(() => lockData(data)).toThrow(
      `Cannot use the data folder ${data}: the system of process ${other.pid} uses it. Pass another --data`,
    );
  });

  it('takes over what a killed run left', async () => {
    await (await aProcess('packages/cli/src/main.ts'))[Symbol.asyncDispose]();
    expect(lockData(data).leftBehind).toBe(true);
  });

  it('takes over what a killed run left whose process id is now that of something else', async () => {
    await using other = await aProcess('something', 'else');
    expect(other.pid).toBeGreaterThan(0);
    expect(lockData(data).leftBehind).toBe(true);
  });

  it('says which folder cannot be used, and what to do', () => {
    writeFileSync(join(data, 'file'), '');
    const folder = join(data, 'file', 'data');
    expect(() => lockData(folder)).toThrow(/^Cannot use the data folder .*: ENOTDIR.* Pass another --data$/);
  });
});
