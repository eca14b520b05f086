import { SpanStatusCode } from '@opentelemetry/api';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend.ts';
import { MalformedJson } from '../decode/json-reader.ts';
import { fromZipkinJson } from '../decode/from-zipkin-json.ts';
import { fromZipkinProtobuf } from '../decode/from-zipkin-protobuf.ts';
import { MalformedProtobuf } from '../decode/wire.ts';
import type { JaegerTrace } from '../query/jaeger-json.ts';
import { backendForTest, getJson } from '../testing/backend-for-test.ts';
import { encode, zipkinSpans } from '../testing/otlp-schema.ts';
import { damaged, damages } from '../testing/random-requests.ts';

const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const client = {
  traceId: TRACE,
  id: '2',
  parentId: '1',
  name: 'get /users',
  kind: 'CLIENT',
  timestamp: 1_795_255_200_000_001,
  duration: 1_500,
  localEndpoint: { serviceName: 'shop', ipv4: '10.0.0.1', port: 80 },
  remoteEndpoint: { serviceName: 'users', ipv6: '2001:db8::1', port: 443 },
  annotations: [
    { timestamp: 1_795_255_200_000_100, value: 'ws' },
    { timestamp: 1_795_255_200_000_200, value: '"exception": {"exception.type": "Error", "lines": 3}' },
  ],
  tags: {
    'http.path': '/users',
    'service.version': '1.0',
    'otel.scope.name': 'by-hand',
    'otel.status_code': 'ERROR',
    error: 'no such user',
  },
};

describe('Zipkin v2', () => {
  it('takes JSON and shows it as a trace, exact to the microsecond', async () => {
    const backend = await backendForTest();
    expect((await send(backend, [client])).status).toBe(202);
    const trace = await traceOf(backend);
    expect(trace.processes.p1).toEqual({
      serviceName: 'shop',
      tags: [{ key: 'service.version', type: 'string', value: '1.0' }],
    });
    const span = trace.spans[0];
    expect(span).toMatchObject({
      spanID: '0000000000000002',
      operationName: 'get /users',
      startTime: client.timestamp,
      duration: 1_500,
      references: [{ refType: 'CHILD_OF', traceID: TRACE, spanID: '0000000000000001' }],
    });
    expect(tagsOf(span?.tags)).toEqual({
      'http.path': '/users',
      'network.local.address': '10.0.0.1',
      'network.local.port': 80,
      'network.peer.address': '2001:db8::1',
      'network.peer.port': 443,
      'peer.service': 'users',
      'otel.scope.name': 'by-hand',
      'span.kind': 'client',
      'otel.status_code': 'ERROR',
      'otel.status_description': 'no such user',
      error: true,
      'internal.span.format': 'zipkin',
    });
    expect(span?.logs.map(({ timestamp, fields }) => ({ timestamp, ...tagsOf(fields) }))).toEqual([
      { timestamp: 1_795_255_200_000_100, event: 'ws' },
      { timestamp: 1_795_255_200_000_200, event: 'exception', 'exception.type': 'Error', lines: '3' },
    ]);
  });

  it('shows the same trace whether it came as JSON or as protobuf', async () => {
    const [one, other] = [await backendForTest(), await backendForTest()];
    await send(one, [{ ...client, remoteEndpoint: { serviceName: 'users', ipv4: '10.0.0.2' } }]);
    const span = {
      ...client,
      traceId: Buffer.from(TRACE, 'hex'),
      id: Buffer.from('0000000000000002', 'hex'),
      parentId: Buffer.from('0000000000000001', 'hex'),
      kind: 1,
      localEndpoint: { serviceName: 'shop', ipv4: Buffer.from([10, 0, 0, 1]), port: 80 },
      remoteEndpoint: { serviceName: 'users', ipv4: Buffer.from([10, 0, 0, 2]) },
    };
    const response = await send(other, encode(zipkinSpans, { spans: [span] }));
    expect(response.status).toBe(202);
    expect(await traceOf(other)).toEqual(await traceOf(one));
  });

  it("takes what OpenTelemetry's own exporter sends", async () => {
    const backend = await backendForTest();
    const exporter = new ZipkinExporter({ url: `${backend.urls.zipkin}/api/v2/spans` });
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'profile', 'service.version': '7' }),
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    const span = provider.getTracer('test').startSpan('look up');
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'gone' });
    span.end();
    const { traceId } = span.spanContext();
    await provider.shutdown();
    const trace = await traceOf(backend, traceId);
    expect(trace.processes.p1?.serviceName).toBe('profile');
    expect(tagsOf(trace.processes.p1?.tags)).toMatchObject({ 'service.version': '7' });
    expect(tagsOf(trace.spans[0]?.tags)).toMatchObject({
      'span.kind': 'internal',
      'otel.status_description': 'gone',
      error: true,
    });
  });

  it('pads 64-bit trace ids, which are found with and without the zeros', async () => {
    const backend = await backendForTest();
    await send(backend, [{ ...client, traceId: 'abcdef' }]);
    expect((await traceOf(backend, 'abcdef')).traceID).toBe('0000000000abcdef');
    expect((await traceOf(backend, 'abcdef'.padStart(32, '0'))).spans).toHaveLength(1);
  });

  it("gives a server that shares its client's span id an id of its own, and its children follow", async () => {
    const backend = await backendForTest();
    const server = { ...client, kind: 'SERVER', shared: true, localEndpoint: { serviceName: 'users' } };
    const child = { ...client, id: '3', parentId: '2', kind: undefined, localEndpoint: server.localEndpoint };
    await send(backend, [child]);
    await send(backend, [server]);
    await send(backend, [client]);
    const { spans } = await traceOf(backend);
    const edges = spans.map(({ spanID, references }) => [spanID, references[0]?.spanID]);
    expect(edges).toEqual([
      ['0000000000000003', '0000000000000001'],
      ['0000000000000001', '0000000000000002'],
      ['0000000000000002', '0000000000000001'],
    ]);
  });

  it('shows a span that was sent twice once', async () => {
    const backend = await backendForTest();
    await send(backend, [client]);
    await send(backend, [client]);
    expect((await traceOf(backend)).spans).toHaveLength(1);
  });

  it('takes the good spans and answers 400 for the others, for Zipkin knows no partial success', async () => {
    const backend = await backendForTest();
    const response = await send(backend, [client, { ...client, id: 'no hex' }, { name: 'no ids' }]);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Cannot take 2 of the spans');
    expect(backend.stats()).toMatchObject({ spans: 1, rejected: { zipkin: 2 } });
  });

  it('refuses what is malformed, of an unknown type, over GET or elsewhere', async () => {
    const backend = await backendForTest();
    expect((await send(backend, { spans: [] })).status).toBe(400);
    expect((await send(backend, [{ ...client, tags: { a: 1 } }])).status).toBe(400);
    expect((await send(backend, Buffer.from('no protobuf'))).status).toBe(400);
    const url = `${backend.urls.zipkin}/api/v2/spans`;
    expect((await fetch(url, { method: 'POST', body: 'text' })).status).toBe(415);
    expect((await fetch(url)).status).toBe(405);
    expect((await fetch(`${backend.urls.zipkin}/api/v1/spans`, { method: 'POST' })).status).toBe(404);
  });

  it('reads damaged messages or refuses them cleanly, thousands of them', () => {
    const span = {
      ...client,
      traceId: Buffer.alloc(16, 1),
      id: Buffer.alloc(8, 2),
      kind: 1,
      parentId: Buffer.alloc(8),
    };
    const ends = {
      localEndpoint: { serviceName: 'a', ipv4: Buffer.alloc(4) },
      remoteEndpoint: { ipv6: Buffer.alloc(16) },
    };
    const whole = encode(zipkinSpans, {
      spans: [
        { ...span, ...ends },
        { ...span, ...ends },
      ],
    });
    const json = Buffer.from(JSON.stringify([client, client]));
    fc.assert(
      fc.property(damages, (damage) => {
        expect(failure(() => fromZipkinProtobuf(damaged(whole, damage)))).toBeOneOf([
          undefined,
          expect.any(MalformedProtobuf),
        ]);
        expect(failure(() => fromZipkinJson(damaged(json, damage).toString()))).toBeOneOf([
          undefined,
          expect.any(MalformedJson),
        ]);
      }),
      { numRuns: 3_000, seed: 9_411 },
    );
  });
});

function failure(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  return undefined;
}

function send({ urls }: Backend, body: object | Buffer): Promise<Response> {
  const isProtobuf = Buffer.isBuffer(body);
  return fetch(`${urls.zipkin}/api/v2/spans`, {
    method: 'POST',
    headers: { 'content-type': isProtobuf ? 'application/x-protobuf' : 'application/json' },
    body: isProtobuf ? new Uint8Array(body) : JSON.stringify(body),
  });
}

async function traceOf(backend: Backend, id = TRACE): Promise<JaegerTrace> {
  const { data } = await getJson<{ data: [JaegerTrace] }>(backend, `/api/traces/${id}`);
  return data[0];
}

const tagsOf = (tags: { key: string; value: unknown }[] = []): Record<string, unknown> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));
