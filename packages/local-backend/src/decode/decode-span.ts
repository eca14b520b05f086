/** Decodes one stored span, resource or scope in full. Only what is looked at is decoded. */
import type { AnyValue, KeyValue, OtlpSpan, Resource, Scope, SpanEvent, SpanLink } from './otlp-types.ts';
import { BYTES, Reader } from './wire.ts';

/** Deeper values are cut off: nothing real nests so far, and a hostile one must not use up the stack. */
const MAX_DEPTH = 32;

export function decodeSpan(reader: Reader): OtlpSpan {
  const span: OtlpSpan = { traceId: '', spanId: '', name: '', startTimeUnixNano: '0', endTimeUnixNano: '0' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    switch (tag >>> 3) {
      case 1:
        span.traceId = hex(reader);
        break;
      case 2:
        span.spanId = hex(reader);
        break;
      case 3:
        span.traceState = reader.string();
        break;
      case 4:
        span.parentSpanId = hex(reader);
        break;
      case 5:
        span.name = reader.string();
        break;
      case 6:
        span.kind = reader.varint();
        break;
      case 7:
        span.startTimeUnixNano = nanos(reader);
        break;
      case 8:
        span.endTimeUnixNano = nanos(reader);
        break;
      case 9:
        (span.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      case 10:
        span.droppedAttributesCount = reader.varint();
        break;
      case 11:
        (span.events ??= []).push(decodeEvent(reader.message()));
        break;
      case 12:
        span.droppedEventsCount = reader.varint();
        break;
      case 13:
        (span.links ??= []).push(decodeLink(reader.message()));
        break;
      case 14:
        span.droppedLinksCount = reader.varint();
        break;
      case 15:
        span.status = decodeStatus(reader.message());
        break;
      case 16:
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
    switch (tag >>> 3) {
      case 1:
        event.timeUnixNano = nanos(reader);
        break;
      case 2:
        event.name = reader.string();
        break;
      case 3:
        (event.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      case 4:
        event.droppedAttributesCount = reader.varint();
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
    switch (tag >>> 3) {
      case 1:
        link.traceId = hex(reader);
        break;
      case 2:
        link.spanId = hex(reader);
        break;
      case 3:
        link.traceState = reader.string();
        break;
      case 4:
        (link.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      case 5:
        link.droppedAttributesCount = reader.varint();
        break;
      case 6:
        link.flags = reader.fixed32();
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return link;
}

function decodeStatus(reader: Reader): NonNullable<OtlpSpan['status']> {
  const status: NonNullable<OtlpSpan['status']> = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === 2) status.message = reader.string();
    else if (tag >>> 3 === 3) status.code = reader.varint();
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
    switch (tag >>> 3) {
      case 1:
        scope.name = reader.string();
        break;
      case 2:
        scope.version = reader.string();
        break;
      case 3:
        (scope.attributes ??= []).push(decodeKeyValue(reader.message()));
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  return scope;
}

export function decodeKeyValue(reader: Reader, depth = 0): KeyValue {
  const pair: KeyValue = { key: '' };
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag >>> 3 === 1) pair.key = reader.string();
    else if (tag >>> 3 === 2) pair.value = decodeAnyValue(reader.message(), depth + 1);
    else reader.skip(tag & 7);
  }
  return pair;
}

function decodeAnyValue(reader: Reader, depth: number): AnyValue {
  let value: AnyValue = {};
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (depth > MAX_DEPTH) {
      reader.skip(tag & 7);
      continue;
    }
    switch (tag >>> 3) {
      case 1:
        value = { stringValue: reader.string() };
        break;
      case 2:
        value = { boolValue: reader.varint() !== 0 };
        break;
      case 3:
        value = { intValue: reader.int64().toString() };
        break;
      case 4:
        value = { doubleValue: reader.bytes.readDoubleLE(reader.fixed64()) };
        break;
      case 5:
        value = { arrayValue: { values: decodeList(reader.message(), depth, decodeAnyValue) } };
        break;
      case 6:
        value = { kvlistValue: { values: decodeList(reader.message(), depth, decodeKeyValue) } };
        break;
      case 7:
        value = { bytesValue: bytes(reader).toString('base64') };
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
    if (tag >>> 3 === 1) values.push(decode(reader.message(), depth + 1));
    else reader.skip(tag & 7);
  }
  return values;
}

function bytes(reader: Reader): Buffer {
  const end = reader.lengthEnd();
  const part = reader.bytes.subarray(reader.position, end);
  reader.position = end;
  return part;
}

const hex = (reader: Reader): string => bytes(reader).toString('hex');
const nanos = (reader: Reader): string => reader.bytes.readBigUInt64LE(reader.fixed64()).toString();
