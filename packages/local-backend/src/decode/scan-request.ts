/**
 * Reads an OTLP request once, from front to back, and writes a row for each span. Nothing is decoded that the index
 * does not need: attributes, events and links stay bytes until somebody looks at the span. But they are checked, so
 * that what is stored can be decoded.
 *
 * Source: opentelemetry-proto, collector/trace/v1 and trace/v1. A case is a field's tag: `number << 3 | wire type`.
 */
import { ERROR_FLAG, OK_FLAG, type Segment, type SpanContext } from '../store/segment.ts';
import type { ServiceNames } from '../store/service-names.ts';
import { AttributeScanner } from './attribute-scanner.ts';
import { decodeResource } from './decode-span.ts';
import { KINDS, STATUS_ERROR, STATUS_OK } from './otlp-types.ts';
import { BYTES, FIXED64, Reader, VARINT } from './wire.ts';

export interface Scanned {
  /** Rows written behind the segment's `count`. */
  rows: number;
  rejected: number;
  /** Why the first rejected span was rejected. */
  reason: string;
}

const FIELD_1 = (1 << 3) | BYTES;
const FIELD_2 = (2 << 3) | BYTES;
const FIELD_3 = (3 << 3) | BYTES;
const FIELD_4 = (4 << 3) | BYTES;

const NONE = -1;
const WRONG = -2;

/** How many spans a request has. Throws if it is no well-formed request down to its spans. */
export function countSpans(bytes: Buffer): number {
  const reader = new Reader(bytes);
  let spans = 0;
  eachField(reader, FIELD_1, () =>
    eachField(reader, FIELD_2, () =>
      eachField(reader, FIELD_2, () => {
        spans += 1;
      }),
    ),
  );
  return spans;
}

/** Calls back with the cursor inside each field of one number, whatever lies between them. */
function eachField(reader: Reader, field: number, visit: () => void): void {
  while (reader.position < reader.end) {
    const tag = reader.tag();
    if (tag !== field) {
      reader.skip(tag & 7);
      continue;
    }
    const outer = reader.enter();
    visit();
    reader.leave(outer);
  }
}

export class RequestScanner {
  /** The trace ids of the rows that were scanned last, four words each: the trace table is told when all is well. */
  traceIds = new Uint32Array(4 * 4_096);
  readonly #services: ServiceNames;
  readonly #attributes = new AttributeScanner();
  // What follows is only in use during a scan.
  #segment!: Segment;
  #reader!: Reader;
  #scanned!: Scanned;

  constructor(services: ServiceNames) {
    this.#services = services;
  }

  /** @param segment holds the request's bytes from `start` to `end`, and has room for its rows. */
  scan(segment: Segment, start: number, end: number, format: number): Scanned {
    const reader = new Reader(segment.raw, start, end);
    const scanned: Scanned = { rows: 0, rejected: 0, reason: '' };
    this.#segment = segment;
    this.#reader = reader;
    this.#scanned = scanned;
    eachField(reader, FIELD_1, () => {
      const resource = this.#describeResource(format);
      eachField(reader, FIELD_2, () => this.#scanScope(resource));
    });
    return scanned;
  }

  /** Reads ahead to the resource, which may lie behind its spans. */
  #describeResource(format: number): SpanContext {
    const [resourceStart, resourceEnd] = this.#find(FIELD_1);
    const { attributes = [] } = decodeResource(this.#part(resourceStart, resourceEnd));
    const name = attributes.find(({ key }) => key === 'service.name')?.value;
    this.#attributes.bits0 = 0;
    this.#attributes.bits1 = 0;
    this.#attributes.scanMessage(this.#part(resourceStart, resourceEnd), FIELD_1);
    return {
      service: this.#services.idOf(serviceName(name && (name.stringValue ?? null))),
      format,
      resourceStart,
      resourceEnd,
      scopeStart: 0,
      scopeEnd: 0,
      bits0: this.#attributes.bits0,
      bits1: this.#attributes.bits1,
    };
  }

  #scanScope(resource: SpanContext): void {
    const [scopeStart, scopeEnd] = this.#find(FIELD_1);
    this.#attributes.bits0 = resource.bits0;
    this.#attributes.bits1 = resource.bits1;
    this.#attributes.scanMessage(this.#part(scopeStart, scopeEnd), FIELD_3);
    const context = {
      ...resource,
      scopeStart,
      scopeEnd,
      bits0: this.#attributes.bits0,
      bits1: this.#attributes.bits1,
    };
    const { contexts } = this.#segment;
    let index = -1;
    eachField(this.#reader, FIELD_2, () => {
      const wrong = this.#scanSpan(context.service);
      if (wrong !== undefined) {
        this.#scanned.rejected += 1;
        this.#scanned.reason ||= wrong;
        return;
      }
      if (index < 0) index = contexts.push(context) - 1;
      this.#segment.context[this.#segment.count + this.#scanned.rows] = index;
      this.#scanned.rows += 1;
    });
  }

  /** Writes one row. Returns what is wrong with the span, or nothing. Throws if the bytes are malformed. */
  #scanSpan(service: number): string | undefined {
    const reader = this.#reader;
    const segment = this.#segment;
    const row = segment.count + this.#scanned.rows;
    const offset = reader.position;
    const { end } = reader;
    let traceAt = NONE;
    let spanAt = NONE;
    let parentAt = NONE;
    let nameStart = 0;
    let nameEnd = 0;
    let startAt = NONE;
    let endAt = NONE;
    let kind = 0;
    let flags = 0;
    this.#attributes.bits0 = 0;
    this.#attributes.bits1 = 0;
    while (reader.position < end) {
      const tag = reader.tag();
      switch (tag) {
        case (1 << 3) | BYTES:
          traceAt = this.#idAt(16);
          break;
        case (2 << 3) | BYTES:
          spanAt = this.#idAt(8);
          break;
        case (4 << 3) | BYTES:
          parentAt = this.#idAt(8);
          break;
        case (5 << 3) | BYTES:
          nameEnd = reader.lengthEnd();
          nameStart = reader.position;
          reader.position = nameEnd;
          break;
        case (6 << 3) | VARINT:
          kind = reader.uint32();
          break;
        case (7 << 3) | FIXED64:
          startAt = reader.fixed64();
          break;
        case (8 << 3) | FIXED64:
          endAt = reader.fixed64();
          break;
        case (9 << 3) | BYTES:
          this.#attributes.scanAttribute(reader);
          break;
        case (11 << 3) | BYTES:
          this.#scanEvent();
          break;
        case (13 << 3) | BYTES:
          this.#scanLink(row);
          break;
        case (15 << 3) | BYTES:
          flags = this.#scanStatus();
          break;
        default:
          reader.skip(tag & 7);
      }
    }
    const { raw } = segment;
    if (traceAt < 0 || isZero(raw, traceAt, 16)) return 'a trace id must be 16 bytes, not all zero';
    if (spanAt < 0 || isZero(raw, spanAt, 8)) return 'a span id must be 8 bytes, not all zero';
    if (parentAt === WRONG) return 'a parent span id must be 8 bytes, or empty';
    this.#noteTraceId(traceAt);
    segment.spanHigh[row] = big32(raw, spanAt);
    segment.spanLow[row] = big32(raw, spanAt + 4);
    segment.parentHigh[row] = parentAt < 0 ? 0 : big32(raw, parentAt);
    segment.parentLow[row] = parentAt < 0 ? 0 : big32(raw, parentAt + 4);
    const high = startAt < 0 ? 0 : little32(raw, startAt + 4);
    const low = startAt < 0 ? 0 : little32(raw, startAt);
    const endHigh = endAt < 0 ? 0 : little32(raw, endAt + 4);
    const endLow = endAt < 0 ? 0 : little32(raw, endAt);
    segment.startHigh[row] = high;
    segment.startLow[row] = low;
    // A clock that was set back: no span is shorter than nothing.
    segment.duration[row] = Math.max(0, (endHigh - high) * 4_294_967_296 + endLow - low);
    segment.operation[row] = segment.operations.idOf(
      service,
      kind < KINDS.length ? kind : 0,
      nameStart,
      nameEnd,
    );
    segment.flags[row] = flags;
    segment.offset[row] = offset;
    segment.length[row] = end - offset;
    segment.bits0[row] = this.#attributes.bits0;
    segment.bits1[row] = this.#attributes.bits1;
    return undefined;
  }

  /** Where an id lies; NONE if it is empty, WRONG if it has not the right length. */
  #idAt(length: number): number {
    const reader = this.#reader;
    const end = reader.lengthEnd();
    const at = end - reader.position === length ? reader.position : end === reader.position ? NONE : WRONG;
    reader.position = end;
    return at;
  }

  /** Of an event only the attributes matter. */
  #scanEvent(): void {
    const outer = this.#reader.enter();
    this.#attributes.scanMessage(this.#reader, FIELD_3);
    this.#reader.leave(outer);
  }

  /** Of a link also where it points: the viewer asks which spans link to a trace. */
  #scanLink(row: number): void {
    const reader = this.#reader;
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === FIELD_4) {
        this.#attributes.scanAttribute(reader);
      } else if (tag === FIELD_1) {
        const traceAt = this.#idAt(16);
        if (traceAt < 0) continue;
        this.#segment.linkRows.push(row);
        this.#segment.linkTraces.push(big32(this.#segment.raw, traceAt + 12));
      } else {
        reader.skip(tag & 7);
      }
    }
    reader.leave(outer);
  }

  #scanStatus(): number {
    const reader = this.#reader;
    const outer = reader.enter();
    let code = 0;
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === ((3 << 3) | VARINT)) code = reader.uint32();
      else reader.skip(tag & 7);
    }
    reader.leave(outer);
    return code === STATUS_ERROR ? ERROR_FLAG : code === STATUS_OK ? OK_FLAG : 0;
  }

  #noteTraceId(at: number): void {
    const index = this.#scanned.rows * 4;
    if (index === this.traceIds.length) {
      const larger = new Uint32Array(index * 2);
      larger.set(this.traceIds);
      this.traceIds = larger;
    }
    for (let word = 0; word < 4; word++) {
      this.traceIds[index + word] = big32(this.#segment.raw, at + word * 4);
    }
  }

  /** Where the last field of a number lies in the message that the cursor is in. The cursor stays where it is. */
  #find(field: number): [start: number, end: number] {
    const { position, end } = this.#reader;
    const ahead = this.#part(position, end);
    let found: [number, number] = [0, 0];
    while (ahead.position < end) {
      const tag = ahead.tag();
      if (tag === field) {
        const to = ahead.lengthEnd();
        found = [ahead.position, to];
        ahead.position = to;
      } else {
        ahead.skip(tag & 7);
      }
    }
    return found;
  }

  #part(start: number, end: number): Reader {
    return new Reader(this.#segment.raw, start, end);
  }
}

/** What Jaeger calls a service that does not say its name. Source: jaeger, internal/jptrace/sanitizer. */
const NO_NAME = {
  missing: 'missing-service-name',
  wrongType: 'service-name-wrong-type',
  empty: 'empty-service-name',
};

function serviceName(name: string | null | undefined): string {
  if (name === undefined) return NO_NAME.missing;
  if (name === null) return NO_NAME.wrongType;
  return name || NO_NAME.empty;
}

/** Whether this stands for a name that was not sent. */
export const missingName = (name: string): boolean => Object.values(NO_NAME).includes(name);

function isZero(bytes: Buffer, start: number, length: number): boolean {
  for (let at = start; at < start + length; at++) if (bytes[at] !== 0) return false;
  return true;
}

/** As Buffer's own readers, which check again what is known here. */
const big32 = (bytes: Buffer, at: number): number =>
  (((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)) >>>
  0;

const little32 = (bytes: Buffer, at: number): number =>
  (((bytes[at + 3] as number) << 24) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 1] as number) << 8) |
    (bytes[at] as number)) >>>
  0;
