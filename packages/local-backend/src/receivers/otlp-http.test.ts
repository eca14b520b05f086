import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { SpanKind } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { TracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTraces } from '../decode/encode-otlp.ts';
import { Store } from '../store/store.ts';
import { backendForTest, getJson, sendOtlp } from '../testing/backend-for-test.ts';
import { CART, exampleTraces } from '../testing/example-traces.ts';
import { decode, encode, exportRequest, exportResponse, rpcStatus } from '../testing/otlp-schema.ts';
import { Intake } from './intake.ts';
import { otlpHttpReceiver } from './otlp-http.ts';

const PROTOBUF = 'application/x-protobuf';

interface JaegerAnswer {
  data: { spans: { operationName: string; tags: { key: string; value: unknown }[] }[] }[];
}

describe('OTLP over HTTP', () => {
  it('takes protobuf and answers in protobuf', async () => {
    const backend = await backendForTest();
    const response = await sendOtlp(backend, encodeTraces(exampleTraces));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(PROTOBUF);
    expect(decode(exportResponse, await bytesOf(response))).toEqual({});
    expect(backend.stats().received['otlp-http']).toBe(7);
  });

  it('takes JSON and answers in JSON', async () => {
    const backend = await backendForTest();
    const response = await sendOtlp(backend, exampleTraces, {
      'content-type': 'application/json; charset=utf-8',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({});
    expect(backend.stats().spans).toBe(7);
  });

  it('shows the same trace whether it came as protobuf or as JSON', async () => {
    const [one, other] = [await backendForTest(), await backendForTest()];
    await sendOtlp(one, encodeTraces(exampleTraces));
    await sendOtlp(other, exampleTraces);
    expect(await getJson(one, `/api/traces/${CART}`)).toEqual(await getJson(other, `/api/traces/${CART}`));
  });

  it('takes gzip', async () => {
    const backend = await backendForTest();
    const body = gzipSync(encodeTraces(exampleTraces));
    expect((await sendOtlp(backend, body, { 'content-encoding': 'gzip' })).status).toBe(200);
    expect(backend.stats().spans).toBe(7);
  });

  it("takes what OpenTelemetry's own exporter sends, and says how it came", async () => {
    const backend = await backendForTest();
    const exporter = new OTLPTraceExporter({ url: `${backend.urls.otlpHttp}/v1/traces` });
    const provider = new TracerProvider({
      resource: resourceFromAttributes({ 'service.name': 'exported' }),
      spanProcessors: [new SimpleSpanProcessor({ exporter })],
    });
    provider
      .getTracer('test')
      .startSpan('work', { kind: SpanKind.CLIENT, attributes: { answer: 42 } })
      .end();
    await provider.shutdown();
    const { data } = await getJson<JaegerAnswer>(backend, '/api/traces?service=exported&operation=work');
    expect(data[0]?.spans[0]?.tags).toContainEqual({ key: 'answer', type: 'int64', value: 42 });
    expect(data[0]?.spans[0]?.tags).toContainEqual({
      key: 'internal.span.format',
      type: 'string',
      value: 'otlp-http',
    });
  });

  it('keeps the good spans of a request and says how many it rejected, and why', async () => {
    const backend = await backendForTest();
    const span = { name: 'x', startTimeUnixNano: '1', endTimeUnixNano: '2' };
    const good = { ...span, traceId: '1'.repeat(32), spanId: '2'.repeat(16) };
    const spans = [
      { ...good, traceId: '0'.repeat(32) },
      { ...good, spanId: '0'.repeat(16) },
      { ...good, traceId: 'abcd' },
      { ...good, spanId: 'not hex' },
      span,
      good,
    ];
    const request = { resourceSpans: [{ scopeSpans: [{ spans }] }] };
    const response = await sendOtlp(backend, request);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      partialSuccess: { rejectedSpans: '5', errorMessage: 'a trace id must be 16 bytes, not all zero' },
    });
    expect(backend.stats()).toMatchObject({ spans: 1, rejected: { 'otlp-http': 5 } });
  });

  it('says so in protobuf, too', async () => {
    const backend = await backendForTest();
    const spans = [{ spanId: Buffer.alloc(8, 1), name: 'no trace id' }];
    const request = encode(exportRequest, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
    const answer = decode(exportResponse, await bytesOf(await sendOtlp(backend, request)));
    expect(answer).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'a trace id must be 16 bytes, not all zero' },
    });
  });

  it.each([
    ['missing', undefined, 'missing-service-name'],
    ['empty', { stringValue: '' }, 'empty-service-name'],
    ['a number', { intValue: 7 }, 'service-name-wrong-type'],
  ])('names a service whose name is %s as Jaeger does', async (_, value, expected) => {
    const backend = await backendForTest();
    const span = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), name: 'x' };
    const attributes = value ? [{ key: 'service.name', value }] : [];
    await sendOtlp(backend, {
      resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: [span] }] }],
    });
    expect(await getJson(backend, '/api/v3/services')).toEqual({ services: [expected] });
  });

  it('takes JSON with nulls, names of enums and numbers in either form', async () => {
    const backend = await backendForTest();
    const span = {
      traceId: 'AB'.repeat(16),
      spanId: '1'.repeat(16),
      parentSpanId: null,
      name: 'x',
      kind: 'SPAN_KIND_SERVER',
      startTimeUnixNano: 1_795_255_200_000_000_000,
      endTimeUnixNano: '1795255200000001000',
      attributes: null,
      events: null,
      status: { code: 'STATUS_CODE_ERROR' },
    };
    const response = await sendOtlp(backend, {
      resourceSpans: [{ resource: null, scopeSpans: [{ spans: [span] }] }],
    });
    expect(response.status).toBe(200);
    const { data } = await getJson<JaegerAnswer>(backend, `/api/traces/${'ab'.repeat(16)}`);
    expect(data[0]?.spans[0]).toMatchObject({ startTime: 1_795_255_200_000_000, duration: 1 });
    expect(data[0]?.spans[0]?.tags).toContainEqual({ key: 'span.kind', type: 'string', value: 'server' });
    expect(data[0]?.spans[0]?.tags).toContainEqual({ key: 'error', type: 'bool', value: true });
  });
});

describe('what OTLP over HTTP refuses', () => {
  it('malformed protobuf: 400, with a google.rpc.Status', async () => {
    const backend = await backendForTest();
    const response = await sendOtlp(backend, Buffer.from('this is no protobuf'));
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe(PROTOBUF);
    const status = decode(rpcStatus, await bytesOf(response));
    expect(status.code).toBe(3);
    expect(status.message).toContain('Cannot read the protobuf');
    expect(backend.stats()).toMatchObject({ spans: 0, refusedRequests: 1 });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['spans that are no list', '{"resourceSpans":[{"scopeSpans":[{"spans":{}}]}]}'],
    ['a name that is a number', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":1}]}]}]}'],
    ['a time that is none', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"now"}]}]}]}'],
    ['a count that is negative', '{"resourceSpans":[{"scopeSpans":[{"spans":[{"flags":-1}]}]}]}'],
  ])('malformed JSON (%s): 400, with its place', async (_, text) => {
    const backend = await backendForTest();
    const response = await fetch(`${backend.urls.otlpHttp}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: text,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      code: 3,
      message: expect.stringMatching(/^Cannot read the JSON: \S/) as string,
    });
  });

  it('random JSON of the right outline: either 200 or 400, never anything else', async () => {
    const backend = await backendForTest();
    const json = fc.jsonValue({ maxDepth: 4 });
    const span = fc.record(
      { traceId: json, name: json, attributes: json, events: json, links: json, status: json, kind: json },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(span, json), { maxLength: 3 }), async (spans) => {
        const { status } = await sendOtlp(backend, { resourceSpans: [{ scopeSpans: [{ spans }] }] });
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 200, seed: 4_318 },
    );
  });

  it('a body over 16 MiB: 413, whether it says its length or not', async () => {
    const backend = await backendForTest();
    const body = Buffer.alloc(17 * 1024 * 1024);
    expect((await sendOtlp(backend, body)).status).toBe(413);
    const chunked = httpRequest(`${backend.urls.otlpHttp}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': PROTOBUF },
    });
    for (let chunk = 0; chunk < 17; chunk++) chunked.write(Buffer.alloc(1024 * 1024));
    chunked.end();
    const [response] = (await once(chunked, 'response')) as [{ statusCode: number; resume: () => void }];
    response.resume();
    expect(response.statusCode).toBe(413);
  });

  it('a body that inflates to over 16 MiB: 413', async () => {
    const backend = await backendForTest();
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024));
    expect((await sendOtlp(backend, bomb, { 'content-encoding': 'gzip' })).status).toBe(413);
  });

  it('what is no gzip though it says so: 400; an encoding it does not know: 415', async () => {
    const backend = await backendForTest();
    const body = Buffer.from('plain');
    expect((await sendOtlp(backend, body, { 'content-encoding': 'gzip' })).status).toBe(400);
    expect((await sendOtlp(backend, body, { 'content-encoding': 'br' })).status).toBe(415);
  });

  it('an unknown content type: 415; another method: 405; another path: 404', async () => {
    const backend = await backendForTest();
    const url = `${backend.urls.otlpHttp}/v1/traces`;
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(415);
    const wrongMethod = await fetch(url);
    expect(wrongMethod.status).toBe(405);
    expect(wrongMethod.headers.get('allow')).toBe('POST');
    expect((await fetch(`${backend.urls.otlpHttp}/v1/metrics`, { method: 'POST' })).status).toBe(404);
  });

  it('a web page of another site: 403, and no CORS header for anybody', async () => {
    const backend = await backendForTest();
    const foreign = await sendOtlp(backend, exampleTraces, { origin: 'https://evil.example' });
    expect(foreign.status).toBe(403);
    const own = await sendOtlp(backend, exampleTraces, { origin: 'http://localhost:8080' });
    expect(own.status).toBe(200);
    expect(own.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('more at once than fits into memory: 429 with Retry-After', async () => {
    const intake = new Intake(new Store(1024 * 1024), undefined, 1_000);
    const server = otlpHttpReceiver(intake, false).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': PROTOBUF },
      body: new Uint8Array(2_000),
    });
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('1');
    server.close();
    server.closeAllConnections();
  });
});

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
