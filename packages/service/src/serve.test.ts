import { Agent, get as httpGet } from 'node:http';
import { connect } from 'node:net';
import express, { type RequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import { serve } from './serve.ts';
import { startOwnProcess } from './testing.ts';

const HOST = '127.0.0.1';
const run = (handler: RequestHandler, options = {}) =>
  serve(express().get('/', handler), { HOST, PORT: 0, ...options });

describe('serve', () => {
  it('says which port is taken', async () => {
    const first = await run((_request, response) => void response.end());
    const port = Number(new URL(first.url).port);

    await expect(serve(express(), { HOST, PORT: port })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${port}: the port is taken`,
    );
    await first.stop();
  });

  it('has a URL that can be called when it listens on IPv6', async () => {
    const service = await run((_request, response) => void response.end('here'), { HOST: '::1' });
    expect(await (await fetch(service.url)).text()).toBe('here');
    await service.stop();
  });

  it('finishes the requests under way before it stops, and takes no new ones', async () => {
    const arrived = Promise.withResolvers<void>();
    const service = await run((_request, response) => {
      arrived.resolve();
      setTimeout(() => response.end('whole'), 100);
    });
    const answer = fetch(service.url).then((response) => response.text());
    await arrived.promise;
    const stopped = service.stop();

    await expect(fetch(service.url)).rejects.toThrow('fetch failed');
    expect(await answer).toBe('whole');
    await stopped;
  });

  it('closes connections that are kept alive with nothing to do, at once', async () => {
    const service = await run((_request, response) => void response.end());
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((ended) => {
      httpGet(service.url, { agent }, (response) => response.resume().once('end', () => ended()));
    });

    expect(await timeOf(() => service.stop())).toBeLessThan(1_000);
    agent.destroy();
  });

  it('closes a connection as soon as its last request is finished, though it would be kept alive', async () => {
    const arrived = Promise.withResolvers<void>();
    const service = await run((_request, response) => {
      // The headers have left before the service is stopped, so they still promise to keep the connection.
      response.flushHeaders();
      arrived.resolve();
      setTimeout(() => response.end(), 100);
    });
    const agent = new Agent({ keepAlive: true });
    httpGet(service.url, { agent }, (response) => response.resume());
    await arrived.promise;

    expect(await timeOf(() => service.stop())).toBeLessThan(1_000);
    agent.destroy();
  });

  it('cuts off a request that hangs, and one that never comes whole', async () => {
    const arrived = Promise.withResolvers<void>();
    const service = await run(() => arrived.resolve());
    const hanging = fetch(service.url);
    const half = connect(Number(new URL(service.url).port), HOST, () =>
      half.write('GET / HTTP/1.1\r\nHost:'),
    );
    const cutOff = hanging.catch((error: Error) => error.message);
    await arrived.promise;

    expect(await timeOf(() => service.stop())).toBeLessThan(2_000);
    expect(await cutOff).toBe('fetch failed');
    half.destroy();
  });

  it('lets go of things in order: the work first, then the port, then what the service holds', async () => {
    const order: string[] = [];
    const service = await run((_request, response) => void response.end(), {
      beforeClose: async () => order.push(`work, port ${await isOpen(service.url)}`),
      release: async () => order.push(`held, port ${await isOpen(service.url)}`),
    });
    await service.stop();

    expect(order).toEqual(['work, port true', 'held, port false']);
  });

  it('refuses headers of more than 16 kB', async () => {
    const service = await run((_request, response) => void response.end());
    const response = await fetch(service.url, { headers: { baggage: 'x'.repeat(20_000) } });
    expect(response.status).toBe(431);
    await service.stop();
  });
});

/** Starting a Node process takes seconds where many run at once. */
const SLOW = { timeout: 30_000 };

describe('a service in a process of its own', SLOW, () => {
  const QUIET = { OTEL_TRACES_EXPORTER: 'none', LOG_LEVEL: 'silent' };

  it('names the port that is taken, and exits with 1', async () => {
    const first = await run((_request, response) => void response.end());
    const { port } = new URL(first.url);
    const own = startOwnProcess('services/coinflip', { ...QUIET, PORT: port });

    expect(await own.ended).toBe(1);
    expect(own.complaints).toEqual([`Cannot listen on 127.0.0.1:${port}: the port is taken`]);
    await first.stop();
  });

  it('lists its wrong settings without a stack trace, and exits with 1', async () => {
    const own = startOwnProcess('services/coinflip', { ...QUIET, PORT: 'x', MAX_EVENT_BYTES: '0' });

    expect(await own.ended).toBe(1);
    expect(own.complaints).toEqual([
      expect.stringMatching(/^Cannot start coinflip: .*PORT: .*MAX_EVENT_BYTES: /),
    ]);
  });
});

async function timeOf(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return performance.now() - begun;
}

const isOpen = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  );
