/** What a small waterfall draws, as plain values: its rows, and where each bar is. */
import { criticalPath, type Trace, type TraceNode } from '@tracewalk/trace-model';

/** A stretch of the time line, in percent of the trace's duration. */
export interface Stretch {
  readonly left: number;
  readonly width: number;
}

export interface WaterfallRow {
  readonly node: TraceNode;
  readonly bar: Stretch;
  /** The parts of the bar in which the trace waited for this very span. */
  readonly critical: readonly Stretch[];
}

export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  /** How many spans are left out. */
  readonly hidden: number;
}

/**
 * Rows for at most `limit` spans, each parent before its children. Of a larger trace the failed spans come first, then
 * the longest; the spans above a chosen one are always there, so a deep trace may have more rows than the limit.
 */
export function waterfallRows(trace: Trace, limit: number): Waterfall {
  const shown = choose(trace, limit);
  const critical = Map.groupBy(criticalPath(trace), ({ node }) => node);
  const stretch = (start: number, end: number): Stretch => ({
    left: percent(start - trace.start, trace.duration),
    width: percent(end - start, trace.duration),
  });
  const rows = trace.nodes
    .filter((node) => shown.has(node))
    .map((node) => ({
      node,
      bar: stretch(node.span.start, node.span.start + node.span.duration),
      critical: (critical.get(node) ?? []).map(({ start, end }) => stretch(start, end)),
    }));
  return { rows, hidden: trace.nodes.length - rows.length };
}

const percent = (part: number, whole: number): number =>
  whole > 0 ? Math.round((part / whole) * 1e5) / 1e3 : 0;

function choose(trace: Trace, limit: number): ReadonlySet<TraceNode> {
  if (trace.nodes.length <= limit) return new Set(trace.nodes);
  const ranked = trace.nodes.toSorted(
    (a, b) => Number(isFailed(b)) - Number(isFailed(a)) || b.span.duration - a.span.duration,
  );
  const shown = new Set<TraceNode>();
  for (const node of ranked) {
    if (shown.size >= limit) break;
    for (let each: TraceNode | undefined = node; each && !shown.has(each); each = parentOf(trace, each))
      shown.add(each);
  }
  return shown;
}

const isFailed = ({ span }: TraceNode): boolean => span.status === 'error';

const parentOf = (trace: Trace, { span, orphan }: TraceNode): TraceNode | undefined =>
  orphan || span.parentSpanId === undefined ? undefined : trace.byId.get(span.parentSpanId);
