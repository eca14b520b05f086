import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createNet, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import { encode, exportResponse } from '../../../local-backend/src/testing/otlp-schema.ts';
import { HEAD_ROOM } from '../encode/batch.ts';
import { deadPort, listenForTest } from '../testing/small-server.ts';
import { compress } from './compress.ts';
import type { Endpoint } from './endpoint.ts';
import { openChannel } from './open-channel.ts';
import type { Packet } from './outcome.ts';

const packetOf = (text: string): Packet => {
  const buffer = Buffer.concat([Buffer.alloc(HEAD_ROOM), Buffer.from(text)]);
  return { buffer, end: buffer.length, spans: 10 };
};

const endpointAt = (port: number, more: Partial<Endpoint> = {}): Endpoint => ({
  url: `http://127.0.0.1:${port}`,
  protocol: 'http/protobuf',
  compression: 'none',
  headers: {},
  tls: {},
  timeoutMs: 2_000,
  ...more,
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

async function receiver(answer: Answer): Promise<number> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => answer(request, response, Buffer.concat(chunks)));
  });
  return listenForTest(server);
}

/** Sends one request to a server that answers so. */
async function sendTo(answer: Answer, more: Partial<Endpoint> = {}) {
  const channel = openChannel(endpointAt(await receiver(answer), more));
  try {
    return await channel.send(packetOf('{}'));
  } finally {
    channel.close();
  }
}

const busy = (status: number, after: string) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status, { 'retry-after': after }).end('not now');

const refuse = (status: number) => (_: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status).end('no\nway');

describe('the HTTP channel', () => {
  it('sends one request after the other on one connection, with the headers that are asked for', async () => {
    const seen: string[] = [];
    const ports = new Set<number | undefined>();
    const port = await receiver((request, response, body) => {
      seen.push(
        `${request.method} ${request.url} ${request.headers['content-type']} ${String(request.headers['x-a'])} ${body.toString()}`,
      );
      ports.add(request.socket.remotePort);
      response.end();
    });
    const channel = openChannel(endpointAt(port, { headers: { 'x-a': 'b' } }));
    for (const text of ['first', 'second', '']) {
      expect(await channel.send(packetOf(text))).toEqual({ kind: 'accepted', rejected: 0 });
    }
    channel.close();
    const line = 'POST /v1/traces application/x-protobuf b';
    expect(seen).toEqual([`${line} first`, `${line} second`, `${line} `]);
    expect(ports.size).toBe(1);
  });

  it('reads how many spans were rejected, in protobuf and in JSON', async () => {
    const body = encode(exportResponse, { partialSuccess: { rejectedSpans: 3, errorMessage: 'too old' } });
    expect(
      await sendTo((_, response) => response.setHeader('content-type', 'application/x-protobuf').end(body)),
    ).toEqual({ kind: 'accepted', rejected: 3, reason: 'too old' });
    const json = JSON.stringify({ partialSuccess: { rejectedSpans: '4', errorMessage: 'too new' } });
    expect(
      await sendTo((_, response) => response.setHeader('content-type', 'application/json').end(json)),
    ).toEqual({ kind: 'accepted', rejected: 4, reason: 'too new' });
  });

  it('is told when to try again', async () => {
    expect(await sendTo(busy(429, '3'))).toEqual({
      kind: 'later',
      reason: 'it answers 429: not now',
      afterMs: 3_000,
      written: true,
    });
    const date = await sendTo(busy(503, new Date(Date.now() + 60_000).toUTCString()));
    expect(date.kind === 'later' && date.afterMs).toBeGreaterThan(55_000);
  });

  it('says what a receiver refuses, and that compression may be why', async () => {
    expect(await sendTo(refuse(404))).toEqual({ kind: 'refused', reason: 'it answers 404: no way' });
    expect(await sendTo(refuse(415), { compression: 'zstd' })).toEqual({
      kind: 'refused',
      reason: 'it answers 415: no way. It may not take zstd: try --compression gzip',
    });
  });

  it('sends bodies in gzip and zstd, and says so', async () => {
    const encodings: unknown[] = [];
    const port = await receiver((request, response, body) => {
      encodings.push(request.headers['content-encoding'], body.length);
      response.end();
    });
    for (const compression of ['gzip', 'zstd'] as const) {
      const channel = openChannel(endpointAt(port, { compression }));
      const packet = await compress(packetOf('a'.repeat(10_000)), compression);
      expect(await channel.send(packet)).toEqual({ kind: 'accepted', rejected: 0 });
      channel.close();
    }
    expect(encodings).toEqual([
      'gzip',
      expect.toSatisfy((size) => size < 100),
      'zstd',
      expect.toSatisfy((size) => size < 100),
    ]);
  });

  it('gives up a receiver that never answers, and connects anew for the next request', async () => {
    let requests = 0;
    const port = await receiver((_, response) => {
      requests += 1;
      if (requests > 1) response.end();
    });
    const channel = openChannel(endpointAt(port, { timeoutMs: 100 }));
    expect(await channel.send(packetOf('a'))).toEqual({
      kind: 'unanswered',
      reason: 'no answer within 0.1 s',
    });
    expect(await channel.send(packetOf('b'))).toEqual({ kind: 'accepted', rejected: 0 });
    channel.close();
  });

  it('connects anew after a receiver that closes each connection', async () => {
    const port = await receiver((_, response) => response.setHeader('connection', 'close').end());
    const channel = openChannel(endpointAt(port));
    for (const text of ['a', 'b']) {
      expect(await channel.send(packetOf(text))).toEqual({ kind: 'accepted', rejected: 0 });
    }
    channel.close();
  });

  it('takes an answer that comes before all was written', async () => {
    const server = createNet((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n'));
    });
    const channel = openChannel(endpointAt(await listenForTest(server)));
    const outcome = await channel.send(packetOf('x'.repeat(32 * 1024 * 1024)));
    channel.close();
    expect(outcome).toEqual({ kind: 'refused', reason: 'it answers 413' });
  });

  it.each([
    [
      'cuts the connection',
      (): Server => createNet((socket) => socket.once('data', () => socket.destroy())),
      /^the connection was (cut|closed)$/,
    ],
    [
      'speaks no HTTP',
      (): Server => createNet((socket) => socket.write('220 mail ready\r\n\r\n')),
      /^its answer is no HTTP/,
    ],
  ])('counts as unanswered what goes to a server that %s', async (_, make, reason) => {
    const channel = openChannel(endpointAt(await listenForTest(make())));
    const outcome = await channel.send(packetOf('a'));
    channel.close();
    expect(outcome).toEqual({ kind: 'unanswered', reason: expect.stringMatching(reason) });
  });

  it('says that nobody listens, and that nothing was written', async () => {
    const channel = openChannel(endpointAt(await deadPort(createNet)));
    expect(await channel.send(packetOf('a'))).toEqual({
      kind: 'later',
      reason: 'connection refused',
      written: false,
    });
  });

  it('refuses headers that have no room', () => {
    expect(() => openChannel(endpointAt(1, { headers: { a: 'x'.repeat(5_000) } }))).toThrow(
      /^Cannot send to http:\/\/127.0.0.1:1: the headers are longer/,
    );
  });
});
