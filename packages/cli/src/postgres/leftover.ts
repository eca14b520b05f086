/** Ends a Postgres that a killed run left behind in this data folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const GIVE_UP_AFTER = 5_000;

/** Where Postgres keeps its files within the system's data folder. */
export const postgresFolder = (data: string): string => join(resolve(data), 'postgres');

/** Only a process whose command line names this very folder is ended: ids are given out again. */
export async function endLeftover(data: string): Promise<void> {
  const folder = postgresFolder(data);
  const pid = leftover(folder);
  if (pid === undefined) return;
  process.kill(pid, 'SIGQUIT');
  const deadline = Date.now() + GIVE_UP_AFTER;
  while (leftover(folder) !== undefined) {
    if (Date.now() > deadline)
      throw new Error(`Cannot use ${folder}: process ${pid} of an earlier run does not end`);
    await sleep(20);
  }
}

function leftover(folder: string): number | undefined {
  const file = join(folder, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout?.includes(folder) ? pid : undefined;
}
