import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startServer } from '../testing.ts';
import { type Answer, HttpClient } from './client.ts';

type Result = { answer: Answer | undefined; failure: string };

/** @param abandonAfter in ms. */
function ask(client: HttpClient, url: string, { method = 'GET', abandonAfter = 0 } = {}): Promise<Result> {
  return new Promise((resolve) => {
    const head = `${method} / HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-length: 0\r\n\r\n`;
    const exchange = client.send({ head, body: '', keepBody: true }, (answer, failure) =>
      resolve({ answer, failure }),
    );
    if (abandonAfter) setTimeout(() => exchange.abandon('too late'), abandonAfter);
  });
}

describe('HttpClient', () => {
  it('uses a connection again, and as many as there are requests at a time', async () => {
    await using server = await startServer((_request, response) => setTimeout(() => response.end('ok'), 20));
    const client = new HttpClient(new URL(server.url));
    await ask(client, server.url);
    const answers = await Promise.all([1, 2, 3].map(() => ask(client, server.url)));
    expect(answers.map(({ answer }) => answer?.body)).toEqual(['ok', 'ok', 'ok']);
    expect(server.sockets.size).toBe(3);
    await ask(client, server.url);
    expect(server.sockets.size).toBe(3);
    client.close();
  });

  it('asks again on a new connection when the old one was closed meanwhile', async () => {
    await using server = await startServer((_request, response) => response.end('ok'));
    const client = new HttpClient(new URL(server.url));
    await ask(client, server.url);
    // The client has not heard of the end yet when it sends.
    for (const socket of server.sockets) socket.resetAndDestroy();
    expect(await ask(client, server.url)).toMatchObject({ answer: { status: 200 } });
    client.close();
  });

  it('says why there is no answer', async () => {
    await using broken = await startServer((request) => request.socket.resetAndDestroy());
    const client = new HttpClient(new URL(broken.url));
    expect(await ask(client, broken.url)).toEqual({ answer: undefined, failure: 'connection reset' });

    const gone = new HttpClient(new URL('http://127.0.0.1:1'));
    expect(await ask(gone, 'http://127.0.0.1:1')).toMatchObject({ failure: 'connection refused' });
  });

  it('gives up when it is told to, and closes the connection', async () => {
    await using server = await startServer(() => undefined);
    const client = new HttpClient(new URL(server.url));
    const result = await ask(client, server.url, { abandonAfter: 50 });
    expect(result).toEqual({ answer: undefined, failure: 'too late' });
    await expect.poll(() => server.sockets.size).toBe(0);
  });

  it('tells what does not speak HTTP', async () => {
    const other = createServer((socket) => socket.end('220 mail.example.com\r\n\r\n'));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { failure } = await ask(new HttpClient(new URL(url)), url);
    expect(failure).toBe('answer not understood: it does not begin as HTTP/1.1 does');
    other.close();
  });
});
