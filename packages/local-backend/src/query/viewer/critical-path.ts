/**
 * What follows from the tree's times: the critical path and clock skew. As `@tracewalk/trace-model` defines
 * them, but on columns: a test compares the two.
 */
import { KINDS } from '../../decode/otlp-types.ts';
import type { TraceTree } from './trace-tree.ts';

const CONSUMER = KINDS.indexOf('consumer');
/** Span starts are often rounded to a millisecond (browsers, Node): less than that proves nothing; in µs. */
const LEAST_SKEW = 1_000;

interface Visit {
  node: number;
  from: number;
  end: number;
  time: number;
  /** By end: the next to be tried is the last. */
  pending: number[];
}

/**
 * What the first root's duration was made of, by time and without a gap: of each segment the index of its span less
 * that of the segment before, and its length. Walk back from the root's end: whichever child ended last is what the span waited for.
 */
export function criticalPath(tree: TraceTree): number[] {
  if (tree.count === 0) return [];
  const { start } = tree;
  const nodes: number[] = [];
  const lengths: number[] = [];
  const visits = [visit(tree, 0, start[0] as number, endOf(tree, 0))];
  for (let current = visits.at(-1); current; current = visits.at(-1)) {
    const child = lastToEnd(tree, current);
    const childEnd = child >= 0 ? Math.min(endOf(tree, child), current.time) : current.from;
    if (childEnd < current.time) {
      nodes.push(current.node);
      lengths.push(current.time - childEnd);
    }
    if (child >= 0) {
      const next = visit(tree, child, Math.max(start[child] as number, current.from), childEnd);
      current.time = next.from;
      visits.push(next);
    } else {
      visits.pop();
    }
  }
  const path: number[] = [];
  for (let at = nodes.length - 1; at >= 0; at--) {
    path.push((nodes[at] as number) - (nodes[at + 1] ?? 0), lengths[at] as number);
  }
  return path;
}

const endOf = ({ start, duration }: TraceTree, at: number): number =>
  (start[at] as number) + (duration[at] as number);

function visit(tree: TraceTree, node: number, from: number, end: number): Visit {
  const byEnd = (a: number, b: number) =>
    endOf(tree, a) - endOf(tree, b) || (tree.start[a] as number) - (tree.start[b] as number);
  return { node, from, end, time: end, pending: childrenOf(tree, node).toSorted(byEnd) };
}

function childrenOf({ size }: TraceTree, node: number): number[] {
  const children: number[] = [];
  const end = node + (size[node] as number);
  for (let child = node + 1; child < end; child += size[child] as number) children.push(child);
  return children;
}

/** The child that ended last before the time reached; one that overlaps a later one on the path is passed over. */
function lastToEnd(tree: TraceTree, { from, end, time, pending }: Visit): number {
  for (let child = pending.pop(); child !== undefined; child = pending.pop()) {
    const childEnd = endOf(tree, child);
    // A response is often read before its sender's span ends, so at the end a child may run over; a consumer that
    // does so was not waited for.
    const mayRunOver = time === end && tree.kind[child] !== CONSUMER;
    const begins = Math.max(tree.start[child] as number, from);
    if (begins < Math.min(childEnd, time) && (childEnd <= time || mayRunOver)) return child;
  }
  return -1;
}

/** Which spans begin too early for their parent, by more than their own duration: index and by how much, in turn. */
export function clockSkews({ count, parent, start, duration }: TraceTree): number[] {
  const skews: number[] = [];
  for (let node = 0; node < count; node++) {
    const above = parent[node] as number;
    if (above < 0) continue;
    const early = (start[above] as number) - (start[node] as number);
    if (early > Math.max(duration[node] as number, LEAST_SKEW)) skews.push(node, early);
  }
  return skews;
}
