/** kubectl, as a function. */
import { execFile } from 'node:child_process';

/** Its output. `input` is for `-f -`. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

export const kubectl: Kubectl = (args, input) =>
  new Promise((resolve, reject) => {
    const child = execFile('kubectl', args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`Cannot kubectl ${args.join(' ')}: ${stderr.trim() || error.message}`));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => undefined); // it ended before it had read all: the exit code says why
    child.stdin?.end(input ?? '');
  });
