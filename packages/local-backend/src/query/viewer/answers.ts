/**
 * What the viewer is answered: the shapes of `/api/viewer/…`. All times are whole µs unless a name says otherwise; a
 * span is named by its index, its place in the tree's order (each parent before its children, siblings by start).
 */

/**
 * `GET /api/viewer/traces/{id}`: a trace without its attributes, in columns with one entry for each span. Parents and
 * subtrees follow from `depth`. Ids are not in it (random digits do not compress): a span's detail has its id, and
 * `spans/{spanId}` finds an index by an id.
 */
export interface Skeleton {
  /** 32 hex digits. */
  traceId: string;
  spanCount: number;
  /** When the earliest span began: ns since the epoch in decimal, for a double cannot hold them. */
  startTimeUnixNano: string;
  /** From the earliest start to the latest end. */
  duration: number;
  errorCount: number;
  services: SkeletonService[];
  /** Names of operations, each once. */
  operations: string[];

  /** How long after the span before it in this order a span began, which may be negative: small numbers compress. */
  startDelta: number[];
  spanDuration: number[];
  /** 0 for a root. */
  depth: number[];
  /** Place in `services`. */
  service: number[];
  /** Place in `operations`. */
  operation: number[];
  /** 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number[];
  /** 0 unset, 1 ok, 2 error. */
  status: number[];
  /** Bits of `SpanFlag`. */
  flags: number[];
  /** Place in `protocols`. */
  protocol: number[];
  /** Place in `contextFormats`. */
  contextFormat: number[];

  /** How spans arrived: `otlp-http`, `otlp-grpc`, `zipkin`, or `file`. */
  protocols: string[];
  /** The formats of the context a span came with (`demo.propagation.format`); the first is '': it does not say. */
  contextFormats: string[];
  /**
   * The critical path: from the first span's start, without a gap. Two numbers a segment: its span's index less that of
   * the segment before, and its length.
   */
  critical: number[];
  /** Two numbers a span that begins too early: index, by how much. */
  skew: number[];
  /** Three numbers an event: index, time since the trace's start (may be negative), place in `eventNames`. */
  events: number[];
  eventNames: string[];
  links: SkeletonLink[];
  /** Spans of other traces (or of this one) that link to spans of this one. */
  linkedBy: SkeletonBacklink[];
  /** True when spans were evicted to make room. */
  partial: boolean;
  /** About the trace as a whole, in words. */
  warnings: string[];
}

export interface SkeletonService {
  name: string;
  spanCount: number;
  errorCount: number;
  /** True when the resource had no name: the one here stands for it. */
  nameMissing?: boolean;
}

/** Bits of the column `flags`. */
export const SpanFlag = {
  error: 1,
  /** Its parent is not in the trace. */
  orphan: 2,
  /** Its parents formed a circle, which was cut here. */
  cut: 4,
  /** Another span has its id. */
  sameId: 8,
  /** It begins earlier than its parent by more than its own duration: clocks disagree. */
  skew: 16,
  /** It ended before it began: its duration is shown as 0. */
  backwards: 32,
  links: 64,
  linkedBy: 128,
  events: 256,
} as const;

export interface SkeletonLink {
  /** Index of the span that has the link. */
  from: number;
  traceId: string;
  spanId: string;
  /** Index of the linked span if it is in this trace, or -1. */
  to: number;
  /** Whether the linked trace is stored here. */
  known: boolean;
}

export interface SkeletonBacklink {
  /** Index of the span that is linked to. */
  to: number;
  /** Where the link is. */
  traceId: string;
  spanId: string;
  service: string;
  operation: string;
}

/** `GET /api/viewer/traces/{id}/spans/{index or span id}`: everything of one span. */
export interface SpanDetail {
  index: number;
  /** Of the whole trace: if it is not the skeleton's, spans have come since, and the skeleton is to be fetched again. */
  spanCount: number;
  traceId: string;
  spanId: string;
  /** '' for a root. */
  parentSpanId: string;
  service: string;
  name: string;
  kind: string;
  status: 'unset' | 'ok' | 'error';
  statusMessage: string;
  /** ns since the epoch, in decimal. */
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: Attribute[];
  events: EventDetail[];
  links: LinkDetail[];
  linkedBy: SkeletonBacklink[];
  resource: Attribute[];
  scope: { name: string; version: string; attributes: Attribute[] };
  /** How it arrived, and the format of the context it came with ('' if it does not say). */
  protocol: string;
  contextFormat: string;
  traceState: string;
  /** How many of each the sender left out. */
  dropped: { attributes: number; events: number; links: number };
  warnings: string[];
}

export interface Attribute {
  key: string;
  type: 'string' | 'bool' | 'int' | 'double' | 'bytes' | 'list' | 'map' | 'empty';
  /** Text where JSON has no such number; bytes in base64; lists and maps as JSON. */
  value: unknown;
}

export interface EventDetail {
  name: string;
  /** Since the trace's start. */
  time: number;
  timeUnixNano: string;
  attributes: Attribute[];
}

export interface LinkDetail extends SkeletonLink {
  traceState: string;
  attributes: Attribute[];
}

/** `GET /api/viewer/traces/{id}/events?limit=`: by time. */
export interface TraceEvents {
  events: ({ span: number } & EventDetail)[];
  /** How many there are; more than are shown if they were too many. */
  total: number;
}

/**
 * `GET /api/viewer/traces/{id}/search?q=`: the spans that have all words of `q` (in quotes: with blanks), in any case,
 * in service, operation, span id, status, attributes, events, links, resource or scope; `key=value` is one attribute.
 */
export interface TraceMatches {
  /** Indexes, ascending. */
  matches: number[];
  total: number;
}

/** `GET /api/viewer/search?service=&operation=&tags=&start=&end=&minDuration=&maxDuration=&limit=`: newest first. */
export interface FoundTraces {
  traces: FoundTrace[];
  /** Whether the limit was reached: there may be more. */
  limited: boolean;
}

export interface FoundTrace {
  traceId: string;
  rootService: string;
  /** '' where there is no root. */
  rootOperation: string;
  rootError: boolean;
  /** ns since the epoch, in decimal. */
  startTimeUnixNano: string;
  duration: number;
  spanCount: number;
  errorCount: number;
  orphanCount: number;
  services: { name: string; spanCount: number; errorSpanCount: number }[];
  /** How its spans arrived. */
  formats: string[];
  partial: boolean;
}

/** `GET /api/viewer/dependencies?start=&end=`. */
export interface ServiceGraph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** How many traces it is made of. */
  traceCount: number;
}

export interface GraphNode {
  name: string;
  kind: 'service' | 'database';
  spanCount: number;
  errorCount: number;
}

export interface GraphEdge {
  /** Places in `nodes`. */
  from: number;
  to: number;
  calls: number;
  errors: number;
  protocol: Protocol;
  /** Of the called side's spans. */
  p50: number;
  p95: number;
}

export type Protocol = 'http' | 'grpc' | 'messaging' | 'database' | 'internal' | 'other';

/** `GET /api/viewer/metrics?service=&operation=&kind=&start=&end=&step=`. */
export interface Metrics {
  /** Since the epoch. */
  start: number;
  end: number;
  step: number;
  /** Span kinds that were counted. */
  kinds: string[];
  /** Of all that was asked for together. */
  all: MetricSeries;
  /** The operations that had calls, the ones that took most time together first; services, if none was named. */
  groups: MetricGroup[];
}

export interface MetricSeries extends MetricTotals {
  /** One entry for each step, at its end; null where there was no call. */
  steps: {
    time: number[];
    /** Calls a second. */
    rate: number[];
    /** Failed calls a second. */
    errorRate: number[];
    p50: (number | null)[];
    p95: (number | null)[];
    p99: (number | null)[];
  };
}

export interface MetricTotals {
  calls: number;
  errors: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  /** Of all calls together. */
  totalDuration: number;
}

export interface MetricGroup extends MetricTotals {
  service: string;
  /** Absent for a whole service. */
  operation?: string;
}

/**
 * `POST /api/viewer/file`: OTLP JSON (also one request a line), Jaeger JSON or Zipkin JSON. Its traces are kept apart
 * from the others: `/api/viewer/traces/{traceId}?file={file}` and what is below that path show them.
 */
export interface DroppedFile {
  file: string;
  format: 'otlp' | 'jaeger' | 'zipkin';
  traces: FoundTrace[];
  /** Spans that were left out, and why the first of them was. */
  rejected: number;
  reason: string;
}

/** Every refusal. */
export interface ViewerError {
  error: { status: number; message: string };
}
