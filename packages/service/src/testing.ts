/** For tests: a service as `npm start -w @tracewalk/<name>` runs it, in a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export interface OwnProcess {
  /** What it has logged so far, a JSON object a line. */
  lines: Record<string, unknown>[];
  /** What it has complained of on standard error. */
  complaints: string[];
  /** Its exit code when it has ended. */
  ended: Promise<number | null>;
  /** Asks it to stop; its exit code when it has. */
  stop(): Promise<number | null>;
}

/** @param folder of the service, e.g. `services/coinflip`. Of this process's environment it gets nothing but PATH. */
export function startOwnProcess(folder: string, env: NodeJS.ProcessEnv): OwnProcess {
  const { scripts } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    scripts: { start: string };
  };
  // The script says `exec node …`, so that a signal for npm reaches the service.
  const [, , ...args] = scripts.start.split(' ');
  const child = spawn(process.execPath, args, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const lines: Record<string, unknown>[] = [];
  const complaints: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  createInterface(child.stderr).on('line', (line) => complaints.push(line));
  return {
    lines,
    complaints,
    ended,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Waits until `found` has a value. */
export async function eventually<T>(what: string, found: () => T | undefined, withinMs = 10_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = found();
    if (value !== undefined) return value;
    if (Date.now() > deadline) throw new Error(`Cannot go on: there is no ${what} after ${withinMs} ms`);
    await sleep(10);
  }
}
