/** What all encodings have in common. */
import type { ShapeResource, ShapeSpan } from '../shape/shape.ts';
import type { EarlierRoots } from './earlier-roots.ts';
import { TraceIds } from './ids.ts';
import { Moment } from './moment.ts';

/** What is different each time that a trace is sent. One such object is used again and again. */
export class Occasion {
  readonly ids = new TraceIds();
  /** The trace's start is `shift` nanoseconds after this. */
  readonly moment = new Moment();
  shift = 0;
  /** All times are stretched by this: children stay within their parents, and no two traces take equally long. */
  scale = 1;
  readonly earlier: EarlierRoots;

  constructor(earlier: EarlierRoots) {
    this.earlier = earlier;
  }
}

/** Spans of one trace, encoded, with room for what the occasion brings. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly spans: number;
  /** Fills in ids and times where a copy of `bytes` begins at `at`. */
  patch(view: DataView, at: number, occasion: Occasion): void;
}

/** Consecutive spans of a trace. */
export interface Slice {
  readonly resources: readonly ShapeResource[];
  readonly spans: readonly ShapeSpan[];
  /** Index in the trace of the first of `spans`. */
  readonly first: number;
  /** Links that reach further back than so many traces are left out: those traces were never made. */
  readonly earlierTraces: number;
}

/** How spans become bytes. Parts stand one after the other: `open part separator part close`. */
export interface Encoding {
  readonly name: EncodingName;
  readonly contentType: string;
  readonly open: string;
  readonly separator: string;
  readonly close: string;
  encode(slice: Slice): Part;
}

export type EncodingName = 'otlp-protobuf' | 'otlp-json' | 'zipkin-json';

/** The instrumentation scope of all spans. */
export const SCOPE = { name: '@tracewalk/trace-synth', version: '0.1.0' };

/** Flags of a span: sampled; whether its parent is remote is known; it is. */
export const SAMPLED_LOCAL = 0x1_01;
export const SAMPLED_REMOTE = 0x3_01;

/** Whether the parent is in another process. It then came with a request or message. */
export const isRemote = (span: ShapeSpan): boolean =>
  span.parent >= 0 && (span.kind === 'SERVER' || span.kind === 'CONSUMER');

/** Spans by resource, each with its index in the trace: encodings name a resource once. */
export function byResource({ spans, first }: Slice): Map<number, [span: ShapeSpan, index: number][]> {
  const groups = new Map<number, [ShapeSpan, number][]>();
  for (const [offset, span] of spans.entries()) {
    const group = groups.get(span.resource);
    if (group) group.push([span, first + offset]);
    else groups.set(span.resource, [[span, first + offset]]);
  }
  return groups;
}

/** OTLP's numbers (opentelemetry-proto, trace/v1, Span.SpanKind and Status.StatusCode). */
export const KIND = { INTERNAL: 1, SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 };
export const STATUS = { unset: 0, ok: 1, error: 2 };
