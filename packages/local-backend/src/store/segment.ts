/**
 * A stretch of the store: raw OTLP bytes as they came, and one row of numbers for each span. Eviction drops whole
 * segments, so everything a row points to lives in its segment: nothing is left behind when it goes.
 */
import { KINDS } from '../decode/otlp-types.ts';

/** Rows of a segment, unless one request alone needs more. */
const ROWS = 32_768;
/** Raw bytes of a segment, unless one request alone is larger. */
const RAW_BYTES = 8 * 1024 * 1024;
/** What a row takes in all columns together. */
const ROW_BYTES = 71;

/** How spans arrive, as the tag `internal.span.format` says it. */
export const FORMATS = ['otlp-http', 'otlp-grpc', 'zipkin'] as const;
export type Format = (typeof FORMATS)[number];

/** What the spans of one ScopeSpans share: where their resource and scope lie, and what to search for in it. */
export interface SpanContext {
  service: number;
  format: number;
  resourceStart: number;
  resourceEnd: number;
  scopeStart: number;
  scopeEnd: number;
  /** Fingerprints of the resource's attributes, as in the columns `bits0` and `bits1`. */
  bits0: number;
  bits1: number;
}

export class Segment {
  /** Counts up over all segments, so that the address of a row is never used again. */
  readonly sequence: number;
  readonly rows: number;
  readonly raw: Buffer;
  used = 0;
  count = 0;
  minStart = Infinity;
  maxStart = -Infinity;
  readonly contexts: SpanContext[] = [];
  readonly names: string[] = [];
  readonly #nameIds = new Map<string, number>();

  readonly slot: Uint32Array;
  readonly spanHigh: Uint32Array;
  readonly spanLow: Uint32Array;
  readonly parentHigh: Uint32Array;
  readonly parentLow: Uint32Array;
  /** µs since the epoch. */
  readonly start: Float64Array;
  /** µs. */
  readonly duration: Float64Array;
  readonly name: Uint32Array;
  readonly service: Uint16Array;
  /** Bits 0-2 kind, bit 3 error, bit 4 status OK. */
  readonly flags: Uint8Array;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
  readonly context: Uint32Array;
  /** A bit for each attribute: most spans that lack a searched tag are passed over without decoding them. */
  readonly bits0: Uint32Array;
  readonly bits1: Uint32Array;
  /** Address of the trace's span that arrived before this one, or -1. */
  readonly previous: Float64Array;

  constructor(sequence: number, neededRows: number, neededBytes: number) {
    const rows = Math.max(ROWS, neededRows);
    this.sequence = sequence;
    this.rows = rows;
    this.raw = Buffer.allocUnsafeSlow(Math.max(RAW_BYTES, neededBytes));
    this.slot = new Uint32Array(rows);
    this.spanHigh = new Uint32Array(rows);
    this.spanLow = new Uint32Array(rows);
    this.parentHigh = new Uint32Array(rows);
    this.parentLow = new Uint32Array(rows);
    this.start = new Float64Array(rows);
    this.duration = new Float64Array(rows);
    this.name = new Uint32Array(rows);
    this.service = new Uint16Array(rows);
    this.flags = new Uint8Array(rows);
    this.offset = new Uint32Array(rows);
    this.length = new Uint32Array(rows);
    this.context = new Uint32Array(rows);
    this.bits0 = new Uint32Array(rows);
    this.bits1 = new Uint32Array(rows);
    this.previous = new Float64Array(rows);
  }

  /** Untouched pages take no memory, so what is used is what counts. */
  get bytes(): number {
    return this.used + this.count * ROW_BYTES;
  }

  hasRoomFor(spans: number, bytes: number): boolean {
    return this.count + spans <= this.rows && this.used + bytes <= this.raw.length;
  }

  /** The number of an operation name within this segment. */
  nameId(name: string): number {
    let id = this.#nameIds.get(name);
    if (id === undefined) {
      id = this.names.push(name) - 1;
      this.#nameIds.set(name, id);
    }
    return id;
  }

  /** As `nameId`, or -1 if no span here has this name. */
  findName(name: string): number {
    return this.#nameIds.get(name) ?? -1;
  }
}

export const KIND_BITS = 7;
export const ERROR_FLAG = 8;
export const OK_FLAG = 16;
export const kindOf = (flags: number): (typeof KINDS)[number] => KINDS[flags & KIND_BITS] ?? 'unspecified';

/** Rows are addressed by one number, over all segments. */
const ROW_RANGE = 2 ** 24;
export const addressOf = (sequence: number, row: number): number => sequence * ROW_RANGE + row;
export const sequenceOf = (address: number): number => Math.floor(address / ROW_RANGE);
export const rowOf = (address: number): number => address % ROW_RANGE;
