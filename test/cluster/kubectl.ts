/** kubectl, as a function. */
import { execFile } from 'node:child_process';

/** Its output. `input` is for `-f -`. */
export type Kubectl = (args: readonly string[], input?: string) => Promise<string>;

/** Runs it on the cluster that it points at; throws with what it complained about. */
export const kubectl: Kubectl = (args, input) =>
  new Promise((resolve, reject) => {
    const child = execFile('kubectl', args, { maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const reason = error.code === 'ENOENT' ? 'it is not installed' : stderr.trim() || error.message;
      reject(new Error(`Cannot kubectl ${args.join(' ')}: ${reason}`));
    });
    child.stdin?.on('error', () => undefined); // it ended before it had read all: the exit code says why
    child.stdin?.end(input ?? '');
  });

export interface Resource {
  kind: string;
  metadata: { name: string; namespace?: string; uid?: string; labels?: Record<string, string> };
}

/** The objects of a kind in a namespace, sorted by name. */
export async function list<T extends Resource>(
  kind: string,
  namespace: string,
  selector?: string,
): Promise<T[]> {
  const json = await kubectl([
    'get',
    kind,
    '-n',
    namespace,
    '-o',
    'json',
    ...(selector ? ['-l', selector] : []),
  ]);
  return (JSON.parse(json) as { items: T[] }).items;
}
