/** Zipkin v2 spans in protobuf (zipkin-api, zipkin.proto). */
import { fromZipkinSpans, type ZipkinEndpoint, type ZipkinSpan } from './from-zipkin.ts';
import { Reader } from './wire.ts';

const KINDS = [undefined, 'CLIENT', 'SERVER', 'PRODUCER', 'CONSUMER'];

export function fromZipkinProtobuf(bytes: Buffer): Buffer {
  const reader = new Reader(bytes);
  const spans: ZipkinSpan[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) spans.push(readSpan(reader.message()));
    else reader.skip(tag & 7);
  }
  return fromZipkinSpans(spans);
}

function readSpan(reader: Reader): ZipkinSpan {
  const span: ZipkinSpan = { traceId: '', id: '', tags: {}, annotations: [] };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        span.traceId = hex(reader);
        break;
      case 2:
        span.parentId = hex(reader);
        break;
      case 3:
        span.id = hex(reader);
        break;
      case 4:
        span.kind = KINDS[reader.varint()];
        break;
      case 5:
        span.name = reader.string();
        break;
      case 6:
        span.timestamp = Number(reader.bytes.readBigUInt64LE(reader.fixed64()));
        break;
      case 7:
        span.duration = reader.varint();
        break;
      case 8:
        span.localEndpoint = readEndpoint(reader.message());
        break;
      case 9:
        span.remoteEndpoint = readEndpoint(reader.message());
        break;
      case 10:
        span.annotations?.push(readAnnotation(reader.message()));
        break;
      case 11:
        readTag(reader.message(), (span.tags ??= {}));
        break;
      case 13:
        span.shared = reader.varint() !== 0;
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
    switch (tag >>> 3) {
      case 1:
        endpoint.serviceName = reader.string();
        break;
      case 2:
        endpoint.ipv4 = [...Buffer.from(hex(reader), 'hex')].join('.');
        break;
      case 3:
        endpoint.ipv6 = hex(reader).match(/.{4}/g)?.join(':');
        break;
      case 4:
        endpoint.port = reader.varint();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return endpoint;
}

function readAnnotation(reader: Reader): { timestamp: number; value: string } {
  const annotation = { timestamp: 0, value: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) annotation.timestamp = Number(reader.bytes.readBigUInt64LE(reader.fixed64()));
    else if (tag >>> 3 === 2) annotation.value = reader.string();
    else reader.skip(tag & 7);
  }
  return annotation;
}

function readTag(reader: Reader, tags: Record<string, string>): void {
  let key = '';
  let value = '';
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) key = reader.string();
    else if (tag >>> 3 === 2) value = reader.string();
    else reader.skip(tag & 7);
  }
  tags[key] = value;
}

function hex(reader: Reader): string {
  const end = reader.lengthEnd();
  const text = reader.bytes.toString('hex', reader.position, end);
  reader.position = end;
  return text;
}
