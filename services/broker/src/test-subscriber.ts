/** A real HTTP subscriber for tests: remembers what it was sent, and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

interface Received {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  at: number;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Answers only when this is settled. */
  after?: Promise<unknown>;
}

export interface Subscriber {
  url: string;
  received: Received[];
  /** For each request in turn, the last for all that follow. */
  answers: Answer[];
  /** Waits until it has been sent so many requests. */
  receives(count: number): Promise<Received[]>;
  stop(): Promise<void>;
}

export async function startSubscriber(...answers: Answer[]): Promise<Subscriber> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      received.push({ method, path: url, headers, body: Buffer.concat(chunks), at: performance.now() });
      const answer = subscriber.answers[Math.min(received.length, subscriber.answers.length) - 1] ?? {};
      void (answer.after ?? Promise.resolve()).then(() =>
        response.writeHead(answer.status ?? 200, answer.headers).end(answer.body),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const subscriber: Subscriber = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    received,
    answers,
    receives: async (count) => {
      await eventually(
        () => received.length >= count,
        () => `${received.length} of ${count} requests`,
      );
      return received;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return subscriber;
}

/** Polls until it is so, for ten seconds at most: a busy machine is no failure. */
export async function eventually(isSo: () => boolean | Promise<boolean>, state: () => string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`Cannot wait any longer: there are ${state()}`);
    await sleep(10);
  }
}
