import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Forwarded extends AsyncDisposable {
  /** On loopback, on a port that was free. */
  url: string;
}

/** A Service's port on this machine, until it is disposed of. */
export async function portForward(namespace: string, service: string, port: number): Promise<Forwarded> {
  const child = spawn('kubectl', ['port-forward', '-n', namespace, `service/${service}`, `:${port}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const local = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line)?.[1];
      if (local) resolve(`http://127.0.0.1:${local}`);
    });
    void ended.then(() => reject(new Error(`Cannot reach ${service}: kubectl port-forward ended`)));
  });
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      child.kill();
      await ended;
    },
  };
}
