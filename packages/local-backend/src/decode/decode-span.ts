/**
 * Decodes one stored span, resource or scope in full. Only what is looked at is decoded.
 *
 * Source: opentelemetry-proto, trace/v1, common/v1, resource/v1. A case is a field's tag: `number << 3 | wire type`.
 * What `scan-request.ts` has let in does not throw here.
 */
import type {
  AnyValue,
  KeyValue,
  OtlpSpan,
  Resource,
  Scope,
  SpanEvent,
  SpanLink,
  Status,
} from './otlp-types.ts';
import { BYTES, FIXED32, FIXED64, type Reader, VARINT } from './wire.ts';

/** Deeper values are cut off: nothing real nests so far, and a hostile one must not use up the stack. */
export const MAX_DEPTH = 32;

export function decodeSpan(reader: Reader): OtlpSpan {
  const span: OtlpSpan = {
    traceId: '',
    spanId: '',
    name: '',
    startTimeUnixNano: '0',
    endTimeUnixNano: '0',
  };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | BYTES:
        span.traceId = reader.hex();
        break;
      case (2 << 3) | BYTES:
        span.spanId = reader.hex();
        break;
      case (3 << 3) | BYTES:
        span.traceState = reader.string();
        break;
      case (4 << 3) | BYTES:
        span.parentSpanId = reader.hex();
        break;
      case (5 << 3) | BYTES:
        span.name = reader.string();
        break;
      case (6 << 3) | VARINT:
        span.kind = reader.uint32();
        break;
      case (7 << 3) | FIXED64:
        span.startTimeUnixNano = nanos(reader);
        break;
      case (8 << 3) | FIXED64:
        span.endTimeUnixNano = nanos(reader);
        break;
      case (9 << 3) | BYTES:
        (span.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      case (10 << 3) | VARINT:
        span.droppedAttributesCount = reader.uint32();
        break;
      case (11 << 3) | BYTES:
        (span.events ??= []).push(decodeEvent(reader.message()));
        break;
      case (12 << 3) | VARINT:
        span.droppedEventsCount = reader.uint32();
        break;
      case (13 << 3) | BYTES:
        (span.links ??= []).push(decodeLink(reader.message()));
        break;
      case (14 << 3) | VARINT:
        span.droppedLinksCount = reader.uint32();
        break;
      case (15 << 3) | BYTES:
        span.status = decodeStatus(reader.message());
        break;
      case (16 << 3) | FIXED32:
        span.flags = reader.fixed32();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return span;
}

function decodeEvent(reader: Reader): SpanEvent {
  const event: SpanEvent = { timeUnixNano: '0', name: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | FIXED64:
        event.timeUnixNano = nanos(reader);
        break;
      case (2 << 3) | BYTES:
        event.name = reader.string();
        break;
      case (3 << 3) | BYTES:
        (event.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      case (4 << 3) | VARINT:
        event.droppedAttributesCount = reader.uint32();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return event;
}

function decodeLink(reader: Reader): SpanLink {
  const link: SpanLink = { traceId: '', spanId: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | BYTES:
        link.traceId = reader.hex();
        break;
      case (2 << 3) | BYTES:
        link.spanId = reader.hex();
        break;
      case (3 << 3) | BYTES:
        link.traceState = reader.string();
        break;
      case (4 << 3) | BYTES:
        (link.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      case (5 << 3) | VARINT:
        link.droppedAttributesCount = reader.uint32();
        break;
      case (6 << 3) | FIXED32:
        link.flags = reader.fixed32();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return link;
}

function decodeStatus(reader: Reader): Status {
  const status: Status = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((2 << 3) | BYTES)) status.message = reader.string();
    else if (tag === ((3 << 3) | VARINT)) status.code = reader.uint32();
    else reader.skip(tag & 7);
  }
  return status;
}

export function decodeResource(reader: Reader): Resource {
  const resource: Resource = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | BYTES)) (resource.attributes ??= []).push(decodeKeyValue(reader.message()));
    else reader.skip(tag & 7);
  }
  return resource;
}

export function decodeScope(reader: Reader): Scope {
  const scope: Scope = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case (1 << 3) | BYTES:
        scope.name = reader.string();
        break;
      case (2 << 3) | BYTES:
        scope.version = reader.string();
        break;
      case (3 << 3) | BYTES:
        (scope.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return scope;
}

function decodeKeyValue(reader: Reader, depth = 0): KeyValue {
  const pair: KeyValue = { key: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | BYTES)) pair.key = reader.string();
    else if (tag === ((2 << 3) | BYTES)) pair.value = decodeAnyValue(reader.message(), depth + 1);
    else reader.skip(tag & 7);
  }
  return pair;
}

export function decodeAnyValue(reader: Reader, depth: number): AnyValue {
  let value: AnyValue = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (depth > MAX_DEPTH ? 0 : tag) {
      case (1 << 3) | BYTES:
        value = { stringValue: reader.string() };
        break;
      case (2 << 3) | VARINT:
        value = { boolValue: reader.int64() !== 0n };
        break;
      case (3 << 3) | VARINT:
        value = { intValue: reader.int64().toString() };
        break;
      case (4 << 3) | FIXED64:
        value = { doubleValue: double(reader) };
        break;
      case (5 << 3) | BYTES:
        value = { arrayValue: { values: decodeList(reader.message(), depth, decodeAnyValue) } };
        break;
      case (6 << 3) | BYTES:
        value = { kvlistValue: { values: decodeList(reader.message(), depth, decodeKeyValue) } };
        break;
      case (7 << 3) | BYTES:
        value = { bytesValue: Buffer.from(reader.hex(), 'hex').toString('base64') };
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return value;
}

function decodeList<T>(reader: Reader, depth: number, decode: (reader: Reader, depth: number) => T): T[] {
  const values: T[] = [];
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | BYTES)) values.push(decode(reader.message(), depth + 1));
    else reader.skip(tag & 7);
  }
  return values;
}

function double(reader: Reader): number | string {
  const value = reader.bytes.readDoubleLE(reader.fixed64());
  return Number.isFinite(value) ? value : String(value);
}

const nanos = (reader: Reader): string => reader.bytes.readBigUInt64LE(reader.fixed64()).toString();
