/** Keeps two systems out of one data folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface DataLock {
  /** True when the run before was killed: parts of it may still be about to end. */
  leftBehind: boolean;
  release(): void;
}

/** Takes the folder. What a killed run left is taken over with no question asked. */
export function lockData(data: string): DataLock {
  const file = join(data, 'tracewalk.pid');
  const owner = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  if (owner !== undefined && owner !== process.pid && isTracewalk(owner)) {
    throw new Error(
      `Cannot use the data folder ${data}: the system of process ${owner} uses it. Pass another --data`,
    );
  }
  writeLock(data, file);
  return { leftBehind: owner !== undefined, release: () => rmSync(file, { force: true }) };
}

function writeLock(data: string, file: string): void {
  try {
    mkdirSync(data, { recursive: true });
    writeFileSync(file, String(process.pid));
  } catch (error) {
    const reason = (error as Error).message;
    throw new Error(`Cannot use the data folder ${data}: ${reason}. Pass another --data`, { cause: error });
  }
}

/** Process ids are given out again, so the command line has to be ours too. */
function isTracewalk(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return /tracewalk|cli\/src\/main\.ts/.test(stdout ?? '');
}
