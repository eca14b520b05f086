/**
 * A stretch of the store: raw OTLP bytes as they came, and one row of numbers for each span. Eviction drops whole
 * segments, so everything a row points to lives in its segment: nothing is left behind when it goes.
 */
import { OperationTable } from './operation-table.ts';

/** What a row takes in all columns together. */
const ROW_BYTES = 73;
/** What a context takes, roughly. */
const CONTEXT_BYTES = 128;

/** How spans arrive, as the tag `internal.span.format` says it. */
export const FORMATS = ['otlp-http', 'otlp-grpc', 'zipkin'] as const;
export type Format = (typeof FORMATS)[number];

/** What the spans of one ScopeSpans share: where their resource and scope lie, and what to search for in them. */
export interface SpanContext {
  service: number;
  format: number;
  resourceStart: number;
  resourceEnd: number;
  scopeStart: number;
  scopeEnd: number;
  /** Fingerprints of the resource's and the scope's attributes, as in the columns `bits0` and `bits1`. */
  bits0: number;
  bits1: number;
}

/** Where a segment ends, for going back there. */
export interface Mark {
  contexts: number;
  operations: number;
  links: number;
}

/** What a link takes in the two lists, roughly. */
const LINK_BYTES = 24;

export class Segment {
  /** Counts up over all segments, so that the address of a row is never used again. */
  readonly sequence: number;
  readonly rows: number;
  readonly raw: Buffer;
  used = 0;
  count = 0;
  /** µs since the epoch. */
  minStart = Infinity;
  maxStart = -Infinity;
  readonly contexts: SpanContext[] = [];
  readonly operations: OperationTable;
  /** For each link: the row of its span, and the last four bytes of the trace id that it points to. */
  readonly linkRows: number[] = [];
  readonly linkTraces: number[] = [];

  /** Number of the trace in the trace table. */
  readonly slot: Uint32Array;
  readonly spanHigh: Uint32Array;
  readonly spanLow: Uint32Array;
  readonly parentHigh: Uint32Array;
  readonly parentLow: Uint32Array;
  /** ns since the epoch, in two halves. */
  readonly startHigh: Uint32Array;
  readonly startLow: Uint32Array;
  /** ns. */
  readonly duration: Float64Array;
  readonly operation: Uint32Array;
  /** 1 + the row before this one with the same operation; 0 for the first. */
  readonly sameOperation: Uint32Array;
  /** ERROR_FLAG or OK_FLAG. */
  readonly flags: Uint8Array;
  readonly offset: Uint32Array;
  readonly length: Uint32Array;
  readonly context: Uint32Array;
  /** A bit for each attribute: most spans that lack a searched tag are passed over without decoding them. */
  readonly bits0: Uint32Array;
  readonly bits1: Uint32Array;
  /** Address of the trace's span that arrived before this one, or -1. */
  readonly previous: Float64Array;

  constructor(sequence: number, rows: number, rawBytes: number) {
    this.sequence = sequence;
    this.rows = rows;
    this.raw = Buffer.allocUnsafeSlow(rawBytes);
    this.operations = new OperationTable(this.raw);
    this.slot = new Uint32Array(rows);
    this.spanHigh = new Uint32Array(rows);
    this.spanLow = new Uint32Array(rows);
    this.parentHigh = new Uint32Array(rows);
    this.parentLow = new Uint32Array(rows);
    this.startHigh = new Uint32Array(rows);
    this.startLow = new Uint32Array(rows);
    this.duration = new Float64Array(rows);
    this.operation = new Uint32Array(rows);
    this.sameOperation = new Uint32Array(rows);
    this.flags = new Uint8Array(rows);
    this.offset = new Uint32Array(rows);
    this.length = new Uint32Array(rows);
    this.context = new Uint32Array(rows);
    this.bits0 = new Uint32Array(rows);
    this.bits1 = new Uint32Array(rows);
    this.previous = new Float64Array(rows);
  }

  /** What is in use: pages that were never touched take no memory. */
  get bytes(): number {
    const lists = this.contexts.length * CONTEXT_BYTES + this.linkRows.length * LINK_BYTES;
    return this.used + this.count * ROW_BYTES + lists + this.operations.bytes;
  }

  hasRoomFor(spans: number, bytes: number): boolean {
    return this.count + spans <= this.rows && this.used + bytes <= this.raw.length;
  }

  mark(): Mark {
    return {
      contexts: this.contexts.length,
      operations: this.operations.count,
      links: this.linkRows.length,
    };
  }

  /** Forgets what was added for a request that turned out to be malformed. */
  rollBack({ contexts, operations, links }: Mark): void {
    this.contexts.length = contexts;
    this.linkRows.length = links;
    this.linkTraces.length = links;
    this.operations.truncate(operations);
  }

  serviceOf(row: number): number {
    return this.operations.service[this.operation[row] as number] as number;
  }

  kindOf(row: number): number {
    return this.operations.kind[this.operation[row] as number] as number;
  }

  nameOf(row: number): string {
    return this.operations.name(this.operation[row] as number);
  }

  /** µs since the epoch, rounded down; exact, which ns in a double would not be. */
  startMicros(row: number): number {
    return toMicros(this.startHigh[row] as number, this.startLow[row] as number);
  }

  /** ns since the epoch. */
  startNanos(row: number): bigint {
    return (BigInt(this.startHigh[row] as number) << 32n) | BigInt(this.startLow[row] as number);
  }
}

/** The largest that a segment gets: rows and raw bytes. */
export const SEGMENT_ROWS = 32_768;
export const SEGMENT_RAW_BYTES = 8 * 1024 * 1024;
/** What a full segment of that size takes. */
export const segmentBytes = (rows: number, rawBytes: number): number => rawBytes + rows * ROW_BYTES;

export const ERROR_FLAG = 1;
export const OK_FLAG = 2;

/** 2^32 ns are 4,294,967 µs and 296 ns. */
const toMicros = (high: number, low: number): number =>
  high * 4_294_967 + Math.floor((high * 296 + low) / 1_000);

/** Rows are addressed by one number, over all segments. */
const ROW_RANGE = 2 ** 24;
export const addressOf = (sequence: number, row: number): number => sequence * ROW_RANGE + row;
export const sequenceOf = (address: number): number => Math.floor(address / ROW_RANGE);
export const rowOf = (address: number): number => address % ROW_RANGE;
