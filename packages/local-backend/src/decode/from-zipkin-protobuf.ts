/** Zipkin v2 in protobuf (zipkin-api, zipkin.proto). A case is a field's tag: `number << 3 | wire type`. */
import { BYTES, FIXED64, Reader, VARINT } from './wire.ts';
import type { ZipkinAnnotation, ZipkinEndpoint, ZipkinSpan } from './zipkin-types.ts';

const KINDS = ['', 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'];

export function fromZipkinProtobuf(bytes: Buffer): ZipkinSpan[] {
  const reader = new Reader(bytes);
  const spans: ZipkinSpan[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | BYTES)) spans.push(readSpan(reader.message()));
    else reader.skip(tag & 7);
  }
  return spans;
}

function readSpan(reader: Reader): ZipkinSpan {
  const tags = new Map<string, string>();
  const span: ZipkinSpan = {
    traceId: '',
    id: '',
    parentId: '',
    name: '',
    kind: '',
    timestamp: 0n,
    duration: 0n,
    localEndpoint: {},
    remoteEndpoint: {},
    annotations: [],
    tags,
  };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | BYTES:
        span.traceId = reader.hex();
        break;
      case (2 << 3) | BYTES:
        span.parentId = reader.hex();
        break;
      case (3 << 3) | BYTES:
        span.id = reader.hex();
        break;
      case (4 << 3) | VARINT:
        span.kind = KINDS[reader.uint32()] ?? '';
        break;
      case (5 << 3) | BYTES:
        span.name = reader.string();
        break;
      case (6 << 3) | FIXED64:
        span.timestamp = reader.bytes.readBigUInt64LE(reader.fixed64());
        break;
      case (7 << 3) | VARINT:
        span.duration = BigInt.asUintN(64, reader.int64());
        break;
      case (8 << 3) | BYTES:
        span.localEndpoint = readEndpoint(reader.message());
        break;
      case (9 << 3) | BYTES:
        span.remoteEndpoint = readEndpoint(reader.message());
        break;
      case (10 << 3) | BYTES:
        span.annotations.push(readAnnotation(reader.message()));
        break;
      case (11 << 3) | BYTES:
        tags.set(...readTag(reader.message()));
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return span;
}

function readEndpoint(reader: Reader): ZipkinEndpoint {
  const endpoint: ZipkinEndpoint = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | BYTES:
        endpoint.serviceName = reader.string();
        break;
      case (2 << 3) | BYTES:
        endpoint.ipv4 = [...Buffer.from(reader.hex(), 'hex')].join('.');
        break;
      case (3 << 3) | BYTES:
        endpoint.ipv6 = reader.hex().match(/.{4}/g)?.join(':');
        break;
      case (4 << 3) | VARINT:
        endpoint.port = reader.uint32();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return endpoint;
}

function readAnnotation(reader: Reader): ZipkinAnnotation {
  const annotation = { timestamp: 0n, value: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | FIXED64)) annotation.timestamp = reader.bytes.readBigUInt64LE(reader.fixed64());
    else if (tag === ((2 << 3) | BYTES)) annotation.value = reader.string();
    else reader.skip(tag & 7);
  }
  return annotation;
}

function readTag(reader: Reader): [key: string, value: string] {
  let key = '';
  let value = '';
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | BYTES)) key = reader.string();
    else if (tag === ((2 << 3) | BYTES)) value = reader.string();
    else reader.skip(tag & 7);
  }
  return [key, value];
}
