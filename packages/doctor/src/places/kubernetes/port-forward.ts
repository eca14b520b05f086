/** `kubectl port-forward`, one for each port of a Service, ended with the place. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** In ms. */
const TIMEOUT = 10_000;

export interface PortForwards extends AsyncDisposable {
  /** Where the port is reached from here. @throws what kubectl said */
  open(namespace: string, service: string, port: number): Promise<URL>;
}

/** @param command what to start; `kubectl` unless told */
export function portForwards(command: readonly string[] = ['kubectl']): PortForwards {
  const [program = 'kubectl', ...before] = command;
  const children: ChildProcess[] = [];
  const opened = new Map<string, Promise<URL>>();
  const start = async (namespace: string, service: string, port: number): Promise<URL> => {
    const args = ['--namespace', namespace, 'port-forward', `service/${service}`, `:${port}`];
    const child = spawn(program, [...before, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    return firstPort(child, `${service}.${namespace}:${port}`);
  };
  return {
    open(namespace, service, port) {
      const key = `${namespace}/${service}:${port}`;
      const url = opened.get(key) ?? start(namespace, service, port);
      opened.set(key, url);
      return url;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(children.map(end));
    },
  };
}

/** It says `Forwarding from 127.0.0.1:40123 -> 4318` when it is ready. */
function firstPort(child: ChildProcess, what: string): Promise<URL> {
  return new Promise((resolve, reject) => {
    let complaint = '';
    const fail = (state: string) => reject(new Error(`Cannot forward to ${what}: ${state}`));
    const timer = setTimeout(() => fail(`not ready within ${TIMEOUT / 1_000} s`), TIMEOUT);
    child.stderr?.on('data', (chunk) => (complaint += chunk));
    child.once('error', () => fail('kubectl cannot be started'));
    child.once('close', () => {
      clearTimeout(timer);
      fail(complaint.trim().split('\n').at(-1) || 'kubectl ended');
    });
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, port] = /127\.0\.0\.1:(\d+) ->/.exec(line) ?? [];
      if (!port) return;
      clearTimeout(timer);
      resolve(new URL(`http://127.0.0.1:${port}`));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill();
  await closed;
}
