/** The store: segments of spans, and the table that finds a trace in them. Everything else asks it. */
import { decodeResource, decodeScope, decodeSpan } from '../decode/decode-span.ts';
import type { OtlpSpan, Resource, Scope } from '../decode/otlp-types.ts';
import { countSpans, RequestScanner, type Scanned } from '../decode/scan-request.ts';
import { Reader } from '../decode/wire.ts';
import {
  addressOf,
  ERROR_FLAG,
  type Format,
  FORMATS,
  rowOf,
  Segment,
  SEGMENT_RAW_BYTES,
  SEGMENT_ROWS,
  segmentBytes,
  sequenceOf,
  type SpanContext,
} from './segment.ts';
import { ServiceNames } from './service-names.ts';
import { TraceTable } from './trace-table.ts';

/** One span, decoded. */
export interface StoredSpan {
  span: OtlpSpan;
  resource: Resource;
  scope: Scope;
  service: string;
  format: Format;
}

export interface Added {
  accepted: number;
  rejected: number;
  reason: string;
}

/** A store is at least so many segments: less would throw away too much at once. */
const SEGMENTS = 16;

export class Store {
  readonly traces = new TraceTable();
  readonly services = new ServiceNames();
  /** Oldest first. */
  segments: Segment[] = [];
  readonly received: Record<Format, number> = { 'otlp-http': 0, 'otlp-grpc': 0, zipkin: 0 };
  readonly rejected: Record<Format, number> = { 'otlp-http': 0, 'otlp-grpc': 0, zipkin: 0 };
  evictedSpans = 0;
  /** Called with the slot of each trace that got a span; the same slot may come several times. */
  onSpan: ((slot: number) => void) | undefined;
  readonly #scanner = new RequestScanner(this.services);
  readonly #maxBytes: number;
  #nextSequence = 0;
  #bytesBeforeLast = 0;

  /** @param maxBytes of raw spans and index together, before the oldest segment goes. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytesBeforeLast + (this.segments.at(-1)?.bytes ?? 0) + this.traces.bytes;
  }

  get spans(): number {
    return this.segments.reduce((sum, { count }) => sum + count, 0);
  }

  /** Takes an OTLP request (protobuf) in whole. Throws, and stores nothing, if it is malformed. */
  add(request: Buffer, format: Format): Added {
    const segment = this.#segmentFor(countSpans(request), request.length);
    const mark = segment.mark();
    const start = segment.used;
    request.copy(segment.raw, start);
    let scanned: Scanned;
    try {
      scanned = this.#scanner.scan(segment, start, start + request.length, FORMATS.indexOf(format));
    } catch (error) {
      segment.rollBack(mark);
      throw error;
    }
    if (scanned.rows > 0) {
      segment.used = start + request.length;
      this.#index(segment, scanned.rows);
    } else {
      segment.rollBack(mark);
    }
    this.received[format] += scanned.rows;
    this.rejected[format] += scanned.rejected;
    return { accepted: scanned.rows, rejected: scanned.rejected, reason: scanned.reason };
  }

  segmentOf(address: number): Segment | undefined {
    const first = this.segments[0];
    return first && this.segments[sequenceOf(address) - first.sequence];
  }

  /** The addresses of a trace's spans, last arrival first. */
  *addressesOf(slot: number): Generator<number> {
    for (let address = this.traces.head[slot] ?? -1; address >= 0;) {
      const segment = this.segmentOf(address);
      if (!segment) return;
      yield address;
      address = segment.previous[rowOf(address)] as number;
    }
  }

  /** The same, first arrival first, and without a step of a generator for each. */
  addressesInOrder(slot: number): Float64Array {
    let at = this.traces.count[slot] ?? 0;
    const addresses = new Float64Array(at);
    for (let address = this.traces.head[slot] ?? -1; address >= 0 && at > 0;) {
      const segment = this.segmentOf(address);
      if (!segment) break;
      addresses[--at] = address;
      address = segment.previous[rowOf(address)] as number;
    }
    return addresses.subarray(at);
  }

  /** The slot of a trace id in 32 hex digits, or -1. */
  findTrace(traceId: string): number {
    const words = [0, 8, 16, 24].map((at) => Number.parseInt(traceId.slice(at, at + 8), 16));
    return this.traces.find(words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0);
  }

  decode(address: number): StoredSpan {
    const segment = this.segmentOf(address);
    if (!segment) throw new Error(`Cannot decode span ${address}: it was evicted`);
    const row = rowOf(address);
    const start = segment.offset[row] as number;
    const context = segment.contexts[segment.context[row] as number] as SpanContext;
    return {
      span: decodeSpan(new Reader(segment.raw, start, start + (segment.length[row] as number))),
      resource: decodeResource(new Reader(segment.raw, context.resourceStart, context.resourceEnd)),
      scope: decodeScope(new Reader(segment.raw, context.scopeStart, context.scopeEnd)),
      service: this.services.nameOf(context.service),
      format: FORMATS[context.format] as Format,
    };
  }

  /** The last segment, or a new one; the oldest go until there is room for a full one. */
  #segmentFor(spans: number, bytes: number): Segment {
    const last = this.segments.at(-1);
    if (last?.hasRoomFor(spans, bytes)) return last;
    const share = this.#maxBytes / SEGMENTS / segmentBytes(SEGMENT_ROWS, SEGMENT_RAW_BYTES);
    const rows = Math.max(spans, Math.floor(SEGMENT_ROWS * Math.min(1, share)));
    const rawBytes = Math.max(bytes, Math.floor(SEGMENT_RAW_BYTES * Math.min(1, share)));
    while (this.segments.length > 0 && this.bytes + segmentBytes(rows, rawBytes) > this.#maxBytes) {
      this.#evictOldest();
    }
    this.#bytesBeforeLast += this.segments.at(-1)?.bytes ?? 0;
    const segment = new Segment(this.#nextSequence++, rows, rawBytes);
    this.segments.push(segment);
    return segment;
  }

  #index(segment: Segment, rows: number): void {
    const { traces } = this;
    const { traceIds } = this.#scanner;
    for (let index = 0; index < rows; index++) {
      const row = segment.count + index;
      const at = index * 4;
      const slot = traces.findOrAdd(
        traceIds[at] as number,
        traceIds[at + 1] as number,
        traceIds[at + 2] as number,
        traceIds[at + 3] as number,
      );
      const start = segment.startMicros(row);
      const end = start + Math.floor((segment.duration[row] as number) / 1_000);
      const hasError = ((segment.flags[row] as number) & ERROR_FLAG) !== 0;
      const isRoot = segment.parentHigh[row] === 0 && segment.parentLow[row] === 0;
      segment.slot[row] = slot;
      segment.sameOperation[row] = segment.operations.addRow(segment.operation[row] as number, row);
      segment.previous[row] = traces.addSpan(
        slot,
        addressOf(segment.sequence, row),
        start,
        end,
        hasError,
        isRoot,
      );
      if (start < segment.minStart) segment.minStart = start;
      if (start > segment.maxStart) segment.maxStart = start;
      this.onSpan?.(slot);
    }
    segment.count += rows;
  }

  /** Frees a whole segment. Traces that lose spans here are partial from now on. */
  #evictOldest(): void {
    const segment = this.segments.shift();
    if (!segment) return;
    if (this.segments.length > 0) this.#bytesBeforeLast -= segment.bytes;
    for (let row = 0; row < segment.count; row++) this.traces.loseSpan(segment.slot[row] as number);
    this.evictedSpans += segment.count;
  }
}
