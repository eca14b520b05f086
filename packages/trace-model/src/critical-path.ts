/**
 * The critical path: what the root's duration was made of.
 *
 * Walk back from the end of the root. Whichever child ended last is what the span waited for; walk back through that
 * child, then go on with whichever child ended last before it began. What no child covers is the span's own work. A
 * child counts only inside its parent's time: what runs on after the parent has ended was not waited for.
 * The idea is that of CRISP (Zhang et al., "CRISP: Critical Path Analysis of Large-Scale Microservice Architectures",
 * USENIX ATC 2022) and of the Jaeger UI.
 */
import { microseconds, type Microseconds } from './microseconds.ts';
import { spanEnd } from './span.ts';
import type { Trace, TraceNode } from './trace.ts';

/** A stretch of time in which the trace waited for this span's own work. */
export interface CriticalSegment {
  readonly node: TraceNode;
  /** Since the epoch. */
  readonly start: Microseconds;
  /** Since the epoch. */
  readonly end: Microseconds;
}

/**
 * The segments that make up the first root's duration, by time. They follow each other without a gap or an overlap, so
 * their lengths add up to the duration.
 */
export function criticalPath(trace: Trace): CriticalSegment[] {
  const [root] = trace.roots;
  return root ? walkBack(root) : [];
}

/** A span that is being walked back through: from `time` to `end` its segments are known. */
interface Visit {
  readonly node: TraceNode;
  /** No earlier than this: the span's start, or its parent's when clocks disagree. */
  readonly from: number;
  /** No later than this: the span's end, or that of a parent that went on before it. */
  readonly end: number;
  time: number;
  /** By end: the next to be tried is the last. */
  readonly pending: TraceNode[];
}

function walkBack(root: TraceNode): CriticalSegment[] {
  const segments: CriticalSegment[] = [];
  const visits = [visit(root, root.span.start, spanEnd(root.span))];
  for (let current = visits.at(-1); current; current = visits.at(-1)) {
    const child = lastToEnd(current);
    const childEnd = child ? Math.min(spanEnd(child.span), current.time) : current.from;
    if (childEnd < current.time) {
      segments.push({ node: current.node, start: microseconds(childEnd), end: microseconds(current.time) });
    }
    if (child) {
      const childVisit = visit(child, Math.max(child.span.start, current.from), childEnd);
      current.time = childVisit.from;
      visits.push(childVisit);
    } else {
      visits.pop();
    }
  }
  return segments.toReversed();
}

const visit = (node: TraceNode, from: number, end: number): Visit => ({
  node,
  from,
  end,
  time: end,
  pending: node.children.toSorted((a, b) => spanEnd(a.span) - spanEnd(b.span) || a.span.start - b.span.start),
});

/** The child that ended last before the time reached; one that overlaps a later one on the path is passed over. */
function lastToEnd({ from, end, time, pending }: Visit): TraceNode | undefined {
  for (let child = pending.pop(); child; child = pending.pop()) {
    const childEnd = spanEnd(child.span);
    // A response is often read before its sender's span ends, so at the end a child may run over; a consumer that
    // does so was not waited for.
    const mayRunOver = time === end && child.span.kind !== 'CONSUMER';
    if (Math.max(child.span.start, from) < Math.min(childEnd, time) && (childEnd <= time || mayRunOver))
      return child;
  }
  return undefined;
}
