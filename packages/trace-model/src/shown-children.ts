/** Which spans of a large trace are drawn. */
import type { Trace, TraceNode } from './trace.ts';

export interface ShownChildren {
  readonly shown: readonly TraceNode[];
  /** Children that are left out; what is below them is left out too. */
  readonly hidden: readonly TraceNode[];
}

export interface Selection {
  /** The children of a node to draw, or the roots. */
  readonly of: (parent: TraceNode | undefined) => ShownChildren;
  /** How many spans a subtree has. */
  readonly size: (node: TraceNode) => number;
}

/** How many children of one span are drawn: the first of these that brings the whole to the limit. */
const CHILDREN_LIMITS = [100, 50, 20, 10, 5, 3, 2, 1];

/** All spans when they are no more than the limit, else the failed and the longest children of each span. */
export function selectSpans(trace: Trace, limit: number): Selection {
  const sizes = subtreeSizes(trace);
  const size = (node: TraceNode) => sizes.get(node) ?? 1;
  const childrenOf = (parent: TraceNode | undefined) => parent?.children ?? trace.roots;
  if (trace.nodes.length <= limit)
    return { of: (parent) => ({ shown: childrenOf(parent), hidden: [] }), size };
  const enough =
    CHILDREN_LIMITS.find((each) => countShown(trace, each, limit) <= limit) ?? CHILDREN_LIMITS.at(-1) ?? 1;
  return { of: (parent) => choose(childrenOf(parent), enough), size };
}

function choose(children: readonly TraceNode[], limit: number): ShownChildren {
  if (children.length <= limit) return { shown: children, hidden: [] };
  const ranked = children.toSorted(
    (a, b) => Number(failed(b)) - Number(failed(a)) || b.span.duration - a.span.duration,
  );
  const best = new Set(ranked.slice(0, limit));
  return {
    shown: children.filter((child) => best.has(child)),
    hidden: children.filter((child) => !best.has(child)),
  };
}

const failed = ({ span }: TraceNode): boolean => span.status === 'error';

function countShown(trace: Trace, childrenLimit: number, stopAt: number): number {
  let count = 0;
  const waiting = [...choose(trace.roots, childrenLimit).shown];
  for (let node = waiting.pop(); node && count <= stopAt; node = waiting.pop()) {
    count++;
    waiting.push(...choose(node.children, childrenLimit).shown);
  }
  return count;
}

function subtreeSizes(trace: Trace): Map<TraceNode, number> {
  const sizes = new Map<TraceNode, number>();
  for (const node of trace.nodes.toReversed()) {
    sizes.set(
      node,
      node.children.reduce((sum, child) => sum + (sizes.get(child) ?? 1), 1),
    );
  }
  return sizes;
}
