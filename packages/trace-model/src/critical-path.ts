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

/** A span that is being walked back through: up to `time` its segments are known. */
interface Visit {
  node: TraceNode;
  /** No earlier than this: the span's start, or its parent's when clocks disagree. */
  from: number;
  time: number;
  /** By end, the last to be visited at the end of the list. */
  pending: TraceNode[];
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

const visit = (node: TraceNode, from: number, time: number): Visit => ({
  node,
  from,
  time,
  pending: node.children.toSorted((a, b) => spanEnd(a.span) - spanEnd(b.span) || a.span.start - b.span.start),
});

/**
 * The child that ended last before the time reached. One that only began later ran beside the path or after the
 * parent; one that began before and ended after it overlaps a sibling on the path, which the parent waited for instead.
 * Only at the parent's own end is a child let through that ends later: responses often end after their reader goes on.
 */
function lastToEnd({ node, from, time, pending }: Visit): TraceNode | undefined {
  for (let child = pending.pop(); child; child = pending.pop()) {
    const { start } = child.span;
    const end = spanEnd(child.span);
    const atTheEnd = time >= spanEnd(node.span);
    if (start < time && end > from && (end <= time || atTheEnd)) return child;
  }
  return undefined;
}
