/** The store: segments of spans, and the table that finds a trace in them. Everything else asks it. */
import { decodeResource, decodeScope, decodeSpan } from '../decode/decode-span.ts';
import type { OtlpSpan, Resource, Scope } from '../decode/otlp-types.ts';
import { countSpans, scannedIds, scanRequest } from '../decode/scan-request.ts';
import { Reader } from '../decode/wire.ts';
import {
  addressOf,
  ERROR_FLAG,
  type Format,
  FORMATS,
  rowOf,
  Segment,
  sequenceOf,
  type SpanContext,
} from './segment.ts';
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

/** Services have 16-bit numbers; nobody has so many. */
const MAX_SERVICES = 65_535;

export class Store {
  readonly traces = new TraceTable();
  readonly services: string[] = [];
  /** Oldest first. */
  segments: Segment[] = [];
  readonly received: Record<Format, number> = { 'otlp-http': 0, 'otlp-grpc': 0, zipkin: 0 };
  rejected = 0;
  evictedSpans = 0;
  /** Called with the slot of each trace that got a span; the same slot may come several times in a row. */
  onSpan: ((slot: number) => void) | undefined;
  readonly #serviceIds = new Map<string, number>();
  readonly #maxBytes: number;
  #nextSequence = 0;

  /** @param maxBytes of raw spans and index together, before the oldest segment goes. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.segments.reduce((sum, { bytes }) => sum + bytes, this.traces.bytes);
  }

  get spans(): number {
    return this.segments.reduce((sum, { count }) => sum + count, 0);
  }

  /** Takes an OTLP request (protobuf) in whole. Throws, and stores nothing, if it is malformed. */
  add(request: Buffer, format: Format): Added {
    const segment = this.#segmentFor(countSpans(request), request.length);
    const start = segment.used;
    const contexts = segment.contexts.length;
    request.copy(segment.raw, start);
    const end = start + request.length;
    let scanned;
    try {
      scanned = scanRequest(segment, start, end, FORMATS.indexOf(format), (name) => this.#serviceId(name));
    } catch (error) {
      segment.contexts.length = contexts;
      throw error;
    }
    if (scanned.rows > 0) {
      segment.used = end;
      this.#index(segment, scanned.rows);
    } else {
      segment.contexts.length = contexts;
    }
    this.received[format] += scanned.rows;
    this.rejected += scanned.rejected;
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

  /** The slot of a trace id in 32 hex digits, or -1. */
  findTrace(traceId: string): number {
    const words = [0, 8, 16, 24].map((at) => Number.parseInt(traceId.slice(at, at + 8), 16));
    return this.traces.find(words[0] ?? 0, words[1] ?? 0, words[2] ?? 0, words[3] ?? 0);
  }

  decode(address: number): StoredSpan {
    const segment = this.segmentOf(address);
    if (!segment) throw new Error(`Cannot decode span ${address}: it was evicted`);
    const row = rowOf(address);
    const start = segment.offset[row] ?? 0;
    const context = segment.contexts[segment.context[row] ?? 0] as SpanContext;
    return {
      span: decodeSpan(new Reader(segment.raw, start, start + (segment.length[row] ?? 0))),
      resource: decodeResource(new Reader(segment.raw, context.resourceStart, context.resourceEnd)),
      scope: decodeScope(new Reader(segment.raw, context.scopeStart, context.scopeEnd)),
      service: this.services[context.service] ?? '',
      format: FORMATS[context.format] ?? 'otlp-http',
    };
  }

  findService(name: string): number {
    return this.#serviceIds.get(name) ?? -1;
  }

  #segmentFor(spans: number, bytes: number): Segment {
    const last = this.segments.at(-1);
    if (last?.hasRoomFor(spans, bytes)) return last;
    while (this.segments.length > 0 && this.bytes + bytes > this.#maxBytes) this.#evictOldest();
    const segment = new Segment(this.#nextSequence++, spans, bytes);
    this.segments.push(segment);
    return segment;
  }

  #index(segment: Segment, rows: number): void {
    const { traces } = this;
    const ids = scannedIds;
    for (let index = 0; index < rows; index++) {
      const row = segment.count + index;
      const at = index * 4;
      const slot = traces.findOrAdd(
        ids[at] as number,
        ids[at + 1] as number,
        ids[at + 2] as number,
        ids[at + 3] as number,
      );
      const start = segment.start[row] as number;
      const end = start + (segment.duration[row] as number);
      segment.slot[row] = slot;
      segment.previous[row] = traces.head[slot] as number;
      traces.head[slot] = addressOf(segment.sequence, row);
      traces.count[slot] = (traces.count[slot] as number) + 1;
      if (start < (traces.minStart[slot] as number)) traces.minStart[slot] = start;
      if (end > (traces.maxEnd[slot] as number)) traces.maxEnd[slot] = end;
      if ((segment.flags[row] as number) & ERROR_FLAG)
        traces.errors[slot] = (traces.errors[slot] as number) + 1;
      if (segment.parentHigh[row] === 0 && segment.parentLow[row] === 0) traces.hasRoot[slot] = 1;
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
    const { traces } = this;
    for (let row = 0; row < segment.count; row++) {
      const slot = segment.slot[row] as number;
      const left = (traces.count[slot] as number) - 1;
      traces.count[slot] = left;
      traces.partial[slot] = 1;
      if (left === 0) traces.remove(slot);
    }
    this.evictedSpans += segment.count;
  }

  #serviceId(name: string): number {
    let id = this.#serviceIds.get(name);
    if (id === undefined) {
      if (this.services.length >= MAX_SERVICES)
        return this.#serviceId('(more services than can be told apart)');
      id = this.services.push(name) - 1;
      this.#serviceIds.set(name, id);
    }
    return id;
  }
}
