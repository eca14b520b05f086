import { gzipSync } from 'node:zlib';
import { connect, constants } from 'node:http2';
import { once } from 'node:events';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { TracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Backend } from '../backend.ts';
import { encodeTraces } from '../decode/encode-otlp.ts';
import { backendForTest, getJson } from '../testing/backend-for-test.ts';
import { bulkProtobuf } from '../testing/bulk-requests.ts';
import { exampleTraces } from '../testing/example-traces.ts';
import { decode, encode, exportRequest, exportResponse } from '../testing/otlp-schema.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';

describe('OTLP over gRPC', () => {
  it('takes a request and answers OK', async () => {
    const backend = await backendForTest();
    const answer = await call(backend, encodeTraces(exampleTraces));
    expect(decode(exportResponse, answer)).toEqual({});
    expect(backend.stats().received['otlp-grpc']).toBe(7);
  });

  it('takes a message of several megabytes, and many calls at once on one connection', async () => {
    const backend = await backendForTest();
    const client = clientOf(backend);
    const calls = Array.from({ length: 20 }, (_, index) =>
      callWith(client, bulkProtobuf({ spans: 1_000, firstTrace: index * 40 })),
    );
    await Promise.all([...calls, callWith(client, bulkProtobuf({ spans: 20_000, firstTrace: 1_000 }))]);
    expect(backend.stats().spans).toBe(40_000);
  });

  it.each([
    ['plain', CompressionAlgorithm.NONE],
    ['gzip', CompressionAlgorithm.GZIP],
  ])("takes what OpenTelemetry's own exporter sends, %s", async (_, compression) => {
    const backend = await backendForTest();
    const exporter = new OTLPTraceExporter({ url: backend.urls.otlpGrpc, compression });
    const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    provider
      .getTracer('test')
      .startSpan('over gRPC', { attributes: { long: 'x'.repeat(2_000) } })
      .end();
    await provider.shutdown();
    const { operations } = await getJson<{ operations: unknown[] }>(
      backend,
      `/api/v3/operations?service=${encodeURIComponent(`unknown_service:${process.execPath}`)}`,
    );
    expect(operations).toEqual([{ name: 'over gRPC', spanKind: 'internal' }]);
    expect(backend.stats().received['otlp-grpc']).toBe(1);
  });

  it('keeps the good spans of a request and says how many it rejected, and why', async () => {
    const backend = await backendForTest();
    const good = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1) };
    const spans = [good, { ...good, spanId: Buffer.alloc(7, 1) }];
    const request = encode(exportRequest, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
    expect(decode(exportResponse, await call(backend, request))).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'a span id must be 8 bytes, not all zero' },
    });
    expect(backend.stats().spans).toBe(1);
  });

  it('refuses malformed protobuf with INVALID_ARGUMENT and says what is wrong', async () => {
    const backend = await backendForTest();
    const error = await failure(call(backend, Buffer.from('no protobuf')));
    expect(error.code).toBe(status.INVALID_ARGUMENT);
    expect(error.details).toContain('Cannot read the protobuf');
  });

  it('refuses a message over 16 MiB with RESOURCE_EXHAUSTED, and goes on', async () => {
    const backend = await backendForTest();
    const client = clientOf(backend);
    const error = await failure(callWith(client, Buffer.alloc(17 * 1024 * 1024)));
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    await callWith(client, encodeTraces(exampleTraces));
    expect(backend.stats().spans).toBe(7);
  });

  it('answers UNIMPLEMENTED to any other call', async () => {
    const backend = await backendForTest();
    const error = await failure(callWith(clientOf(backend), Buffer.alloc(0), '/some.Service/Call'));
    expect(error.code).toBe(status.UNIMPLEMENTED);
  });

  it.each([
    ['a prefix that is cut off', Buffer.from([0, 0]), undefined, status.INVALID_ARGUMENT],
    ['a length that is not true', Buffer.from([0, 0, 0, 0, 9, 1]), undefined, status.INVALID_ARGUMENT],
    ['an unknown compression', Buffer.from([1, 0, 0, 0, 1, 1]), 'snappy', status.UNIMPLEMENTED],
    ['what is no gzip', Buffer.from([1, 0, 0, 0, 1, 1]), 'gzip', status.INVALID_ARGUMENT],
    [
      'what inflates beyond 16 MiB',
      framed(gzipSync(Buffer.alloc(2 ** 25)), 1),
      'gzip',
      status.RESOURCE_EXHAUSTED,
    ],
  ])('refuses %s', async (_, body, encoding, expected) => {
    const backend = await backendForTest();
    const headers = await rawCall(backend, body, {
      'content-type': 'application/grpc',
      ...(encoding && { 'grpc-encoding': encoding }),
    });
    expect(headers).toMatchObject({ ':status': 200, 'grpc-status': String(expected) });
  });

  it('goes on when clients cancel their calls or their connection breaks off', async () => {
    const backend = await backendForTest();
    const message = framed(encodeTraces(exampleTraces));
    for (let round = 0; round < 20; round++) {
      const session = connect(backend.urls.otlpGrpc);
      const headers = { ':method': 'POST', ':path': EXPORT, 'content-type': 'application/grpc' };
      const streams = [session.request(headers), session.request(headers), session.request(headers)] as const;
      for (const stream of streams) stream.on('error', () => undefined);
      streams[0].write(message.subarray(0, 20));
      streams[0].close(constants.NGHTTP2_CANCEL);
      streams[1].end(message, () => streams[1].close(constants.NGHTTP2_CANCEL));
      streams[2].end(message);
      if (round % 2 === 0) await once(streams[2], 'response');
      session.destroy();
    }
    await call(backend, encodeTraces(exampleTraces));
    expect(backend.stats().received['otlp-grpc']).toBeGreaterThanOrEqual(7);
  });

  it('answers 415 to what is not gRPC', async () => {
    const backend = await backendForTest();
    expect(await rawCall(backend, Buffer.alloc(0), { 'content-type': 'text/plain' })).toMatchObject({
      ':status': 415,
    });
  });

  it('closes at once although a client is still connected', async () => {
    const backend = await backendForTest();
    const client = clientOf(backend);
    await callWith(client, encodeTraces(exampleTraces));
    const begin = performance.now();
    await backend.close();
    expect(performance.now() - begin).toBeLessThan(900);
  });
});

function clientOf({ urls }: Backend): Client {
  const client = new Client(new URL(urls.otlpGrpc).host, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
  onTestFinished(() => client.close());
  return client;
}

const call = (backend: Backend, message: Buffer): Promise<Buffer> => callWith(clientOf(backend), message);

/** Messages are bytes already. */
const same = (bytes: Buffer): Buffer => bytes;

function callWith(client: Client, message: Buffer, path = EXPORT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, same, same, message, new Metadata(), (error, answer) =>
      error ? reject(error) : resolve(answer ?? Buffer.alloc(0)),
    );
  });
}

async function failure(attempt: Promise<unknown>): Promise<ServiceError> {
  return attempt.then(
    () => Promise.reject(new Error('The call did not fail')),
    (error: unknown) => error as ServiceError,
  );
}

function framed(message: Buffer, compressed = 0): Buffer {
  const prefix = Buffer.from([compressed, 0, 0, 0, 0]);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

/** The headers of the answer to a body that no gRPC client would send. */
async function rawCall({ urls }: Backend, body: Buffer, headers: Record<string, string>): Promise<unknown> {
  const session = connect(urls.otlpGrpc);
  onTestFinished(() => session.destroy());
  const stream = session.request({
    [constants.HTTP2_HEADER_METHOD]: 'POST',
    [constants.HTTP2_HEADER_PATH]: EXPORT,
    ...headers,
  });
  stream.on('error', () => undefined);
  stream.end(body);
  const [answer] = (await once(stream, 'response')) as unknown[];
  return answer;
}
