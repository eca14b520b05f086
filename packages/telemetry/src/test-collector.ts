/**
 * A collector for tests: takes Zipkin, OTLP over HTTP and OTLP over gRPC, and tells which span came by which way.
 *
 * Its decoder is protobufjs with a schema of its own, so that no code under test decodes what it sent.
 */
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

export interface CollectedSpan {
  protocol: 'zipkin' | 'otlp/http' | 'otlp/grpc';
  service: string;
  name: string;
  kind: string;
  traceId: string;
  spanId: string;
  parentId: string | undefined;
  /** Of the resource as well as of the span: Zipkin does not tell them apart. */
  attributes: Record<string, unknown>;
}

export interface Collector {
  spans: CollectedSpan[];
  /** The OTEL_* settings that send spans here. */
  zipkin: Record<string, string>;
  otlpHttp: Record<string, string>;
  otlpGrpc: Record<string, string>;
  stop(): void;
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const http = createServer((request, response) => {
    void buffer(request).then((body) => {
      const plain = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      spans.push(...(request.url === '/v1/traces' ? fromOtlp(plain, 'otlp/http') : fromZipkin(plain)));
      return response.writeHead(request.url === '/v1/traces' ? 200 : 202).end();
    });
  });
  const http2 = createHttp2Server();
  http2.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    void buffer(stream).then((body) => {
      // A frame of gRPC: whether it is compressed (1 byte), its length (4 bytes), the message.
      spans.push(...fromOtlp(body[0] === 1 ? gunzipSync(body.subarray(5)) : body.subarray(5), 'otlp/grpc'));
      return stream.end(Buffer.alloc(5));
    });
  });
  const [httpUrl, grpcUrl] = await Promise.all([listen(http), listen(http2)]);
  return {
    spans,
    zipkin: { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${httpUrl}/api/v2/spans` },
    otlpHttp: {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl,
    },
    otlpGrpc: {
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_ENDPOINT: grpcUrl,
    },
    stop: () => {
      http.closeAllConnections();
      http.close();
      http2.close();
    },
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((listening) => {
    server.listen(0, '127.0.0.1', () =>
      listening(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });
}

interface ZipkinSpan {
  traceId: string;
  id: string;
  parentId?: string;
  name: string;
  kind?: string;
  localEndpoint: { serviceName: string };
  tags: Record<string, unknown>;
}

const fromZipkin = (body: Buffer): CollectedSpan[] =>
  (JSON.parse(body.toString()) as ZipkinSpan[]).map((span) => ({
    protocol: 'zipkin',
    service: span.localEndpoint.serviceName,
    name: span.name,
    kind: span.kind ?? 'INTERNAL',
    traceId: span.traceId,
    spanId: span.id,
    parentId: span.parentId,
    attributes: span.tags,
  }));

/** The part of opentelemetry/proto/trace/v1/trace.proto that is read here. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    repeated KeyValue attributes = 9;
  }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`);
const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];

interface KeyValue {
  key: string;
  value?: Record<string, unknown>;
}

interface OtlpSpan {
  traceId: Uint8Array;
  spanId: Uint8Array;
  parentSpanId: Uint8Array;
  name: string;
  kind: number;
  attributes: KeyValue[];
}

interface OtlpRequest {
  resourceSpans: { resource: { attributes: KeyValue[] }; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

function fromOtlp(body: Buffer, protocol: CollectedSpan['protocol']): CollectedSpan[] {
  const request = root.lookupType('Request').decode(body) as unknown as OtlpRequest;
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const shared = values(resource.attributes);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        protocol,
        service: String(shared['service.name']),
        name: span.name,
        kind: KINDS[span.kind] ?? '',
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentId: span.parentSpanId.length > 0 ? hex(span.parentSpanId) : undefined,
        attributes: { ...shared, ...values(span.attributes) },
      })),
    );
  });
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

const values = (attributes: KeyValue[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value ?? {})[0]]));
