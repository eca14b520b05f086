import { createServer, type ServerHttp2Stream } from 'node:http2';
import { createServer as createNet, type Server } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { encode, exportResponse } from '../../../local-backend/src/testing/otlp-schema.ts';
import { HEAD_ROOM } from '../encode/batch.ts';
import { deadPort, listenForTest } from '../testing/small-server.ts';
import { compress } from './compress.ts';
import type { Compression } from './endpoint.ts';
import { GrpcChannel } from './grpc-channel.ts';
import type { Packet } from './outcome.ts';

const packetOf = (text: string): Packet => {
  const buffer = Buffer.concat([Buffer.alloc(HEAD_ROOM), Buffer.from(text)]);
  return { buffer, end: buffer.length, spans: 10 };
};

const channelTo = (port: number, timeoutMs = 2_000, compression: Compression = 'none') =>
  new GrpcChannel({
    url: `http://127.0.0.1:${port}`,
    protocol: 'grpc',
    compression,
    headers: { 'x-a': 'b' },
    tls: {},
    timeoutMs,
  });

type Trailers = Record<string, string>;

/** Answers each call with a message, if any, and trailers. */
function answering(message: Buffer | undefined, trailers: Trailers, seen: unknown[] = []): Server {
  const server = createServer();
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => {
      seen.push({ path: headers[':path'], a: headers['x-a'], te: headers.te, body: Buffer.concat(chunks) });
      if (message === undefined) return stream.respond({ ':status': 200, ...trailers }, { endStream: true });
      stream.once('wantTrailers', () => stream.sendTrailers(trailers));
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.end(framed(message));
    });
  });
  return server;
}

function framed(message: Buffer, flag = 0): Buffer {
  const prefix = Buffer.alloc(5, flag);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

async function sendTo(server: Server) {
  const channel = channelTo(await listenForTest(server));
  const outcome = await channel.send(packetOf('spans'));
  channel.close();
  return outcome;
}

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Duration { int64 seconds = 1; int32 nanos = 2; }
  message RetryInfo { Duration retry_delay = 1; }
  message Any { string type_url = 1; bytes value = 2; }
  message Status { int32 code = 1; string message = 2; repeated Any details = 3; }
`);
const retryInfo = encode(root.lookupType('RetryInfo'), { retryDelay: { seconds: 2, nanos: 5e8 } });
const RETRY_INFO = encode(root.lookupType('Status'), {
  code: 14,
  details: [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value: retryInfo }],
}).toString('base64');

describe('the gRPC channel', () => {
  it('calls Export with a framed message, again and again on one connection', async () => {
    const seen: { path: string; body: Buffer }[] = [];
    let sessions = 0;
    const server = answering(Buffer.alloc(0), { 'grpc-status': '0' }, seen).on(
      'session',
      () => (sessions += 1),
    );
    const channel = channelTo(await listenForTest(server));
    for (const text of ['first', 'second']) {
      expect(await channel.send(packetOf(text))).toEqual({ kind: 'accepted', rejected: 0 });
    }
    channel.close();
    const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
    expect(seen).toEqual([
      { path, a: 'b', te: 'trailers', body: framed(Buffer.from('first')) },
      { path, a: 'b', te: 'trailers', body: framed(Buffer.from('second')) },
    ]);
    expect(sessions).toBe(1);
  });

  it('sends gzip and says so in the frame', async () => {
    const seen: { body: Buffer }[] = [];
    const port = await listenForTest(answering(Buffer.alloc(0), { 'grpc-status': '0' }, seen));
    const channel = channelTo(port, 2_000, 'gzip');
    expect(await channel.send(await compress(packetOf('spans'), 'gzip'))).toEqual({
      kind: 'accepted',
      rejected: 0,
    });
    channel.close();
    const body = seen[0]?.body ?? Buffer.alloc(0);
    expect(body[0]).toBe(1);
    expect(gunzipSync(body.subarray(5)).toString()).toBe('spans');
  });

  it('reads how many spans were rejected', async () => {
    const partial = encode(exportResponse, { partialSuccess: { rejectedSpans: 2, errorMessage: 'no' } });
    expect(await sendTo(answering(partial, { 'grpc-status': '0' }))).toEqual({
      kind: 'accepted',
      rejected: 2,
      reason: 'no',
    });
  });

  it('reads an answer that is compressed, as the request was', async () => {
    const partial = encode(exportResponse, { partialSuccess: { rejectedSpans: 2 } });
    const server = createServer();
    server.on('stream', (stream: ServerHttp2Stream) => {
      stream.resume();
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.respond({ ':status': 200, 'grpc-encoding': 'gzip' }, { waitForTrailers: true });
      stream.end(framed(gzipSync(partial), 1));
    });
    expect(await sendTo(server)).toEqual({ kind: 'accepted', rejected: 2, reason: undefined });
  });

  it.each([
    [
      { 'grpc-status': '14', 'grpc-message': 'memory%20limit' },
      {
        kind: 'later',
        reason: 'it answers with gRPC status 14: memory limit',
        afterMs: undefined,
        written: true,
      },
    ],
    [
      { 'grpc-status': '14', 'grpc-status-details-bin': RETRY_INFO },
      { kind: 'later', reason: 'it answers with gRPC status 14: ', afterMs: 2_500, written: true },
    ],
    [
      { 'grpc-status': '8', 'grpc-status-details-bin': RETRY_INFO },
      { kind: 'later', reason: 'it answers with gRPC status 8: ', afterMs: 2_500, written: true },
    ],
    [
      { 'grpc-status': '8', 'grpc-message': 'too large' },
      { kind: 'refused', reason: 'it answers with gRPC status 8: too large' },
    ],
    [
      { 'grpc-status': '16', 'grpc-message': 'who are you' },
      { kind: 'refused', reason: 'it answers with gRPC status 16: who are you' },
    ],
  ])('understands %j', async (trailers, outcome) => {
    expect(await sendTo(answering(undefined, trailers))).toEqual(outcome);
  });

  it('gives up a receiver that never answers, and one that cuts the connection', async () => {
    const silent = channelTo(await listenForTest(createServer()), 100);
    expect(await silent.send(packetOf('a'))).toEqual({
      kind: 'unanswered',
      reason: 'no answer within 0.1 s',
    });
    const cutting = createServer();
    cutting.on('stream', (stream: ServerHttp2Stream) => stream.session?.destroy());
    expect((await sendTo(cutting)).kind).toBe('unanswered');
  });

  it('says that nobody listens, and that nothing was written', async () => {
    expect(await channelTo(await deadPort(createNet)).send(packetOf('a'))).toEqual({
      kind: 'later',
      reason: 'connection refused',
      written: false,
    });
  });

  it('says that a web page is no gRPC', async () => {
    expect(await sendTo(answering(undefined, {}))).toEqual({
      kind: 'refused',
      reason: 'it answers 200 and is no gRPC: is this the right address?',
    });
  });
});
