/** For tests: a fixture in a Node process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

interface Fixture {
  /** What it said first, or undefined if it ended before. */
  url: Promise<string>;
  /** What it logged, a JSON object a line. */
  lines: Record<string, unknown>[];
  complaints: string[];
  ended: Promise<number | null>;
  stop(): Promise<number | null>;
}

/** @param env is all of its environment, besides PATH and what every service has in common.env. */
export function runFixture(name: string, env: NodeJS.ProcessEnv, nodeArgs: string[] = []): Fixture {
  const child = spawn(process.execPath, [...nodeArgs, join(import.meta.dirname, 'fixtures', name)], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: Record<string, unknown>[] = [];
  const complaints: string[] = [];
  const ended = once(child, 'close').then(([code]) => code as number | null);
  createInterface(child.stderr).on('line', (line) => complaints.push(line));
  const output = createInterface(child.stdout);
  output.on('line', (line) => lines.push(JSON.parse(line) as Record<string, unknown>));
  const failed = ended.then(() => {
    throw new Error(`Cannot go on with ${name}: it ended. ${complaints.join('\n')}`);
  });
  const url = Promise.race([once(output, 'line'), failed]).then(
    ([line]) => (JSON.parse(line as string) as { url: string }).url,
  );
  url.catch(() => undefined); // not every test asks for it
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  return { url, lines, complaints, ended, stop };
}
