import { spawn } from 'node:child_process';

/** Runs kubectl on the cluster that it points at. Returns what it printed; throws with what it complained about. */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const child = spawn('kubectl', args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const out: string[] = [];
  const complaints: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text));
  // kubectl may refuse before it has read everything.
  child.stdin.on('error', () => undefined).end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('close', resolve);
    child.on('error', () => reject(new Error('Cannot reach a cluster: kubectl is not installed')));
  });
  if (code !== 0) throw new Error(`Cannot ${args.slice(0, 4).join(' ')}: ${complaints.join('').trim()}`);
  return out.join('');
}

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
