/** A trace: its spans as a tree, and what can be said of them only together. */
import type { Microseconds } from './microseconds.ts';
import type { Span, SpanLink } from './span.ts';

export interface TraceNode {
  readonly span: Span;
  /** By start. */
  readonly children: readonly TraceNode[];
  /** 0 for a root. */
  readonly depth: number;
  /** True when the span names a parent that is not in the trace: it was lost, or has not arrived yet. */
  readonly orphan: boolean;
  /** The part of the duration in which no child was at work. */
  readonly selfTime: Microseconds;
  /**
   * How much too early the span starts: present when it starts before its parent by more than its own duration (and
   * more than a millisecond), which only clocks that disagree can show. Times are never adjusted.
   */
  readonly clockSkew?: Microseconds;
}

export interface Trace {
  /** 32 hex digits. */
  readonly id: string;
  /** The earliest start, since the epoch. */
  readonly start: Microseconds;
  /** From the earliest start to the latest end, with what goes on after the root has answered. */
  readonly duration: Microseconds;
  /** By start. More than one when a span has no parent here; the first is the trace's own. */
  readonly roots: readonly TraceNode[];
  /** Every span, each parent before its children, siblings by start. */
  readonly nodes: readonly TraceNode[];
  readonly byId: ReadonlyMap<string, TraceNode>;
  /** By first appearance in `nodes`. */
  readonly services: readonly string[];
  readonly errorCount: number;
  readonly warnings: readonly string[];
}

/** The span a link points at, when that is in this trace. */
export const linkedNode = (trace: Trace, link: SpanLink): TraceNode | undefined =>
  link.traceId === trace.id ? trace.byId.get(link.spanId) : undefined;

/** The other traces that this one links to. */
export const linkedTraceIds = (trace: Trace): string[] => [
  ...new Set(
    trace.nodes.flatMap(({ span }) => span.links.map((link) => link.traceId)).filter((id) => id !== trace.id),
  ),
];
