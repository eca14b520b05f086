/**
 * Reads an OTLP request once, from front to back, and writes a row for each span. Nothing is decoded that the index
 * does not need: attributes, events and links stay bytes until somebody looks at the span.
 *
 * Source: opentelemetry-proto, collector/trace/v1 and trace/v1. Field numbers are the specification's.
 */
import { ERROR_FLAG, OK_FLAG, type Segment, type SpanContext } from '../store/segment.ts';
import { fingerprint } from '../store/fingerprint.ts';
import { decodeResource } from './decode-span.ts';
import { STATUS_ERROR, STATUS_OK } from './otlp-types.ts';
import { BYTES, Reader } from './wire.ts';

export interface Scanned {
  /** Rows written behind the segment's `count`. */
  rows: number;
  rejected: number;
  /** Why the first rejected span was rejected. */
  reason: string;
}

/** The trace ids of the rows that were scanned last, four words each: the trace table is told when all is well. */
export let scannedIds = new Uint32Array(4 * 4_096);

const LENGTH_DELIMITED = (field: number): number => (field << 3) | BYTES;
const FIELD_1 = LENGTH_DELIMITED(1);
const FIELD_2 = LENGTH_DELIMITED(2);

/** How many spans a request has. Throws if it is no well-formed request down to its spans. */
export function countSpans(bytes: Buffer): number {
  let spans = 0;
  for (const resourceSpans of submessages(new Reader(bytes), FIELD_1)) {
    for (const scopeSpans of submessages(resourceSpans, FIELD_2)) {
      while (scopeSpans.position < scopeSpans.end) {
        const tag = scopeSpans.tag();
        if (tag === FIELD_2) spans += 1;
        scopeSpans.skip(tag & 7);
      }
    }
  }
  return spans;
}

/**
 * @param segment holds the request's bytes from `start` to `end`, and has room for its rows.
 * @param serviceId the number of a service name.
 */
export function scanRequest(
  segment: Segment,
  start: number,
  end: number,
  format: number,
  serviceId: (name: string) => number,
): Scanned {
  const scanned: Scanned = { rows: 0, rejected: 0, reason: '' };
  for (const resourceSpans of submessages(new Reader(segment.raw, start, end), FIELD_1)) {
    const resource = find(resourceSpans, FIELD_1);
    const shared = { format, ...describeResource(resource, serviceId) };
    for (const scopeSpans of submessages(resourceSpans, FIELD_2)) {
      const scope = find(scopeSpans, FIELD_1);
      const context =
        segment.contexts.push({ ...shared, scopeStart: scope?.position ?? 0, scopeEnd: scope?.end ?? 0 }) - 1;
      scanSpans(segment, scopeSpans, context, scanned);
    }
  }
  return scanned;
}

function scanSpans(segment: Segment, scopeSpans: Reader, context: number, scanned: Scanned): void {
  const { service = 0 } = segment.contexts[context] ?? {};
  while (scopeSpans.position < scopeSpans.end) {
    const tag = scopeSpans.tag();
    if (tag !== FIELD_2) {
      scopeSpans.skip(tag & 7);
      continue;
    }
    const end = scopeSpans.lengthEnd();
    const row = segment.count + scanned.rows;
    const wrong = scanSpan(segment, row, scopeSpans.position, end, scanned.rows);
    if (wrong) {
      scanned.rejected += 1;
      scanned.reason ||= wrong;
    } else {
      segment.context[row] = context;
      segment.service[row] = service;
      scanned.rows += 1;
    }
    scopeSpans.position = end;
  }
}

/** Writes one row. Returns what is wrong with the span, or nothing. Throws if the bytes are malformed. */
function scanSpan(
  segment: Segment,
  row: number,
  start: number,
  end: number,
  index: number,
): string | undefined {
  const bytes = segment.raw;
  const reader = new Reader(bytes, start, end);
  let traceAt = -1;
  let spanAt = -1;
  let parentAt = -1;
  let name = '';
  let kind = 0;
  let flags = 0;
  let begin = 0;
  let finish = 0;
  let bits0 = 0;
  let bits1 = 0;
  while (reader.position < end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a: {
        const to = reader.lengthEnd();
        traceAt = to - reader.position === 16 ? reader.position : -1;
        reader.position = to;
        break;
      }
      case 0x12: {
        const to = reader.lengthEnd();
        spanAt = to - reader.position === 8 ? reader.position : -1;
        reader.position = to;
        break;
      }
      case 0x22: {
        const to = reader.lengthEnd();
        parentAt = to - reader.position === 8 ? reader.position : -1;
        reader.position = to;
        break;
      }
      case 0x2a: {
        const to = reader.lengthEnd();
        name = bytes.toString('utf8', reader.position, to);
        reader.position = to;
        break;
      }
      case 0x30:
        kind = reader.varint();
        break;
      case 0x39:
        begin = micros(bytes, reader.fixed64());
        break;
      case 0x41:
        finish = micros(bytes, reader.fixed64());
        break;
      case 0x4a: {
        const bit = scanAttribute(reader);
        if (bit < 32) bits0 |= 1 << bit;
        else bits1 |= 1 << (bit - 32);
        break;
      }
      case 0x7a:
        flags = scanStatus(reader.message());
        break;
      case 0x5a:
        // An event's attributes can be searched for, too: such a span is always looked at.
        bits0 = -1;
        bits1 = -1;
        checkMessage(reader.message());
        break;
      case 0x6a:
        checkMessage(reader.message());
        break;
      default:
        reader.skip(tag & 7);
    }
  }
  if (traceAt < 0 || isZero(bytes, traceAt, 16)) return 'a trace id must be 16 bytes, not all zero';
  if (spanAt < 0 || isZero(bytes, spanAt, 8)) return 'a span id must be 8 bytes, not all zero';
  if (scannedIds.length < (index + 1) * 4) growScannedIds();
  for (let word = 0; word < 4; word++) scannedIds[index * 4 + word] = bytes.readUInt32BE(traceAt + word * 4);
  segment.spanHigh[row] = bytes.readUInt32BE(spanAt);
  segment.spanLow[row] = bytes.readUInt32BE(spanAt + 4);
  segment.parentHigh[row] = parentAt < 0 ? 0 : bytes.readUInt32BE(parentAt);
  segment.parentLow[row] = parentAt < 0 ? 0 : bytes.readUInt32BE(parentAt + 4);
  segment.start[row] = begin;
  // A clock that was set back: no span is shorter than nothing.
  segment.duration[row] = Math.max(0, finish - begin);
  segment.name[row] = segment.nameId(name);
  segment.flags[row] = (kind > 5 ? 0 : kind) | flags;
  segment.offset[row] = start;
  segment.length[row] = end - start;
  segment.bits0[row] = bits0;
  segment.bits1[row] = bits1;
  return undefined;
}

/** Nanoseconds to µs; exact to the µs until the year 2255. */
function micros(bytes: Buffer, at: number): number {
  return (bytes.readUInt32LE(at + 4) * 4_294_967_296 + bytes.readUInt32LE(at)) / 1_000;
}

/** The fingerprint of a KeyValue. */
function scanAttribute(outer: Reader): number {
  const end = outer.lengthEnd();
  const reader = new Reader(outer.bytes, outer.position, end);
  outer.position = end;
  let keyStart = 0;
  let keyEnd = 0;
  let valueStart = 0;
  let valueEnd = 0;
  while (reader.position < end) {
    const tag = reader.tag();
    if (tag === FIELD_1) {
      keyEnd = reader.lengthEnd();
      keyStart = reader.position;
      reader.position = keyEnd;
    } else if (tag === FIELD_2) {
      valueEnd = reader.lengthEnd();
      valueStart = reader.position;
      checkMessage(new Reader(reader.bytes, valueStart, valueEnd));
      reader.position = valueEnd;
    } else {
      reader.skip(tag & 7);
    }
  }
  return fingerprint(outer.bytes, keyStart, keyEnd, valueStart, valueEnd);
}

function scanStatus(reader: Reader): number {
  let code = 0;
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === 3 << 3) code = reader.varint();
    else reader.skip(tag & 7);
  }
  return code === STATUS_ERROR ? ERROR_FLAG : code === STATUS_OK ? OK_FLAG : 0;
}

/** Throws unless the fields of a message follow each other to its end. */
function checkMessage(reader: Reader): void {
  while (reader.position < reader.end) reader.skip(reader.tag() & 7);
}

function describeResource(
  resource: Reader | undefined,
  serviceId: (name: string) => number,
): Omit<SpanContext, 'format' | 'scopeStart' | 'scopeEnd'> {
  if (!resource) {
    return { service: serviceId(NO_SERVICE_NAME), resourceStart: 0, resourceEnd: 0, bits0: 0, bits1: 0 };
  }
  const { position: resourceStart, end: resourceEnd } = resource;
  let bits0 = 0;
  let bits1 = 0;
  while (resource.position < resource.end) {
    const tag = resource.tag();
    if (tag !== FIELD_1) {
      resource.skip(tag & 7);
      continue;
    }
    const bit = scanAttribute(resource);
    if (bit < 32) bits0 |= 1 << bit;
    else bits1 |= 1 << (bit - 32);
  }
  const { attributes = [] } = decodeResource(new Reader(resource.bytes, resourceStart, resourceEnd));
  const name = attributes.find(({ key }) => key === 'service.name')?.value?.stringValue;
  return { service: serviceId(name || NO_SERVICE_NAME), resourceStart, resourceEnd, bits0, bits1 };
}

/** What Jaeger calls the service of a resource that does not name one. */
const NO_SERVICE_NAME = 'OTLPResourceNoServiceName';

/** The submessages of one field, whatever lies between them. Leaves the outer cursor where it was. */
function* submessages(outer: Reader, field: number): Generator<Reader> {
  const reader = new Reader(outer.bytes, outer.position, outer.end);
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag === field) yield reader.message();
    else reader.skip(tag & 7);
  }
}

function find(outer: Reader, field: number): Reader | undefined {
  let found: Reader | undefined;
  for (const message of submessages(outer, field)) found = message;
  return found;
}

function isZero(bytes: Buffer, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) if (bytes[at] !== 0) return false;
  return true;
}

function growScannedIds(): void {
  const larger = new Uint32Array(scannedIds.length * 2);
  larger.set(scannedIds);
  scannedIds = larger;
}
