/** The backend as a process of its own, for benches: it ends when this process does. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Backend } from '../backend.ts';

export interface BackendProcess {
  urls: Backend['urls'];
  pid: number;
  stop(): Promise<void>;
}

export async function startBackendProcess(...args: string[]): Promise<BackendProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const [line] = (await once(createInterface({ input: child.stdout as never }), 'line')) as [string];
  const { ready } = JSON.parse(line) as { ready: Backend['urls'] };
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { urls: ready, pid: child.pid ?? 0, stop };
}

const agent = new Agent({ keepAlive: true });

/** As `fetch`, which takes more of the sender's time. Throws unless the answer is a success. */
export async function exchange(url: string, type?: string, body?: Buffer): Promise<Buffer> {
  const request = httpRequest(url, {
    agent,
    method: body ? 'POST' : 'GET',
    headers: type ? { 'content-type': type } : {},
  });
  request.end(body);
  return new Promise((resolve, reject) => {
    request.once('error', (error) => {
      // The backend closes a connection that was idle for long; whoever was busy sees that only now.
      if (request.reusedSocket) resolve(exchange(url, type, body));
      else reject(error);
    });
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode < 300) resolve(Buffer.concat(chunks));
        else reject(new Error(`Cannot send to ${url}: it answers ${statusCode}`));
      });
    });
  });
}
