/** For tests: `tracewalk`, as a process of its own, and what it says. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectFolder } from './project-folder.ts';

export interface RunningCommand {
  process: ChildProcess;
  /** Everything that it has written, to either stream. */
  said: () => string;
  /** Asks it to stop, and answers with its exit code. */
  stop: () => Promise<number | null>;
  exitCode: Promise<number | null>;
}

export function runCommand(args: string[], env: Record<string, string> = {}): RunningCommand {
  const child = spawn(process.execPath, [join(projectFolder, 'packages/cli/bin/tracewalk.js'), ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  return {
    process: child,
    said: () => said,
    exitCode,
    stop: () => {
      child.kill('SIGTERM');
      return exitCode;
    },
  };
}
