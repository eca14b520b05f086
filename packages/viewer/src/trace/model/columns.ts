/**
 * A trace as columns: one entry of each array for a span, each parent right before its children. At 200,000 spans this
 * is some megabytes, where as many objects would be some hundred. Attributes are not here: they are fetched per span.
 *
 * Times are microseconds since the trace's own start.
 */
export interface TraceColumns {
  readonly traceId: string;
  readonly spanCount: number;
  readonly errorCount: number;
  /** When the trace starts: nanoseconds since the epoch. */
  readonly startUnixNano: bigint;
  /** From the earliest start to the latest end. */
  readonly duration: number;
  readonly services: readonly ServiceName[];
  readonly operations: readonly string[];
  readonly start: Float64Array;
  readonly spanDuration: Float64Array;
  /** 0 for a root. */
  readonly depth: Uint32Array;
  /** The parent's index; -1 for a root. */
  readonly parent: Int32Array;
  /** How many spans the subtree has, the span itself included. So the next sibling is at `index + size`. */
  readonly size: Uint32Array;
  /** Time in which no child was at work. */
  readonly selfTime: Float64Array;
  readonly service: Uint32Array;
  readonly operation: Uint32Array;
  /** An index into `KINDS`. */
  readonly kind: Uint8Array;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: Uint8Array;
  /** Bits of `FLAG`. */
  readonly flags: Uint16Array;
  /** How it arrived: an index into `protocols`. */
  readonly protocol: Uint8Array;
  readonly protocols: readonly string[];
  /** Which format its context came in: an index into `contextFormats`. */
  readonly contextFormat: Uint8Array;
  readonly contextFormats: readonly string[];
  readonly critical: Sections;
  readonly events: Events;
  /** How much too early spans start whose clock is proven wrong; absent spans are not. */
  readonly skew: ReadonlyMap<number, number>;
  readonly links: readonly Link[];
  readonly linkedBy: readonly Backlink[];
  /** The trace as a whole: what was mended, what is missing. */
  readonly warnings: readonly string[];
  /** True when spans were evicted: the trace is not complete. */
  readonly partial: boolean;
}

export interface ServiceName {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly nameMissing?: boolean;
}

/** Stretches of time, sorted by span: those of one span are at `first[span]` up to `first[span + 1]`. */
export interface Sections {
  readonly first: Uint32Array;
  readonly start: Float64Array;
  readonly end: Float64Array;
}

/** Points in time, sorted by span, as `Sections`. */
export interface Events {
  readonly first: Uint32Array;
  readonly time: Float64Array;
}

/** A link from a span of this trace. */
export interface Link {
  readonly from: number;
  readonly traceId: string;
  readonly spanId: string;
  /** The linked span if it is in this trace, or -1. */
  readonly to: number;
  /** Whether the linked trace is stored, so that it can be opened. */
  readonly known: boolean;
}

/** A link to a span of this trace. */
export interface Backlink {
  readonly to: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly service: string;
  readonly operation: string;
}

export const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

export const ERROR = 2;

/** What can be said of a span in a bit; as the backend sends it. */
export const FLAG = {
  error: 1,
  orphan: 2,
  cut: 4,
  sameId: 8,
  skew: 16,
  backwards: 32,
  links: 64,
  linkedBy: 128,
  events: 256,
} as const;

export const has = (columns: TraceColumns, index: number, flag: keyof typeof FLAG): boolean =>
  ((columns.flags[index] ?? 0) & FLAG[flag]) !== 0;

export const at = (column: ArrayLike<number>, index: number): number => column[index] ?? 0;

export const startOf = (columns: TraceColumns, index: number): number => at(columns.start, index);

export const endOf = (columns: TraceColumns, index: number): number =>
  at(columns.start, index) + Math.max(0, at(columns.spanDuration, index));

export const serviceOf = (columns: TraceColumns, index: number): string =>
  columns.services[at(columns.service, index)]?.name ?? '';

export const operationOf = (columns: TraceColumns, index: number): string =>
  columns.operations[at(columns.operation, index)] ?? '';

export const isError = (columns: TraceColumns, index: number): boolean =>
  columns.status[index] === ERROR || has(columns, index, 'error');

/** The whole trace's stretch of time. */
export const extentOf = ({ duration }: TraceColumns): { start: number; end: number } => ({
  start: 0,
  end: duration,
});
