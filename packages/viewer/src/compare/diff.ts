/**
 * Two traces as a structural difference. Spans are put together by their path, the services and operations from the root
 * down; then the two trees are laid over each other. Times in microseconds.
 */
import { flameGraph } from '../trace/model/flame-graph.ts';
import type { TraceColumns } from '../trace/model/columns.ts';

export type Change = 'added' | 'removed' | 'slower' | 'faster' | 'same';

export interface Side {
  readonly spans: number;
  readonly errors: number;
  /** The mean duration of a span of this path. */
  readonly mean: number;
  /** Their durations together. */
  readonly total: number;
  readonly self: number;
  /** A span of this path: the first. */
  readonly example: number;
}

export interface DiffRow {
  readonly service: string;
  readonly operation: string;
  readonly depth: number;
  /** Absent when the path is only in the other trace. */
  readonly a?: Side;
  readonly b?: Side;
  readonly change: Change;
  /** True when the number of spans or of errors differs. */
  readonly countDiffers: boolean;
}

/** A mean that differs by less than a tenth, or by less than 0.1 ms, is noise and not called slower or faster. */
export const LEAST_SHARE = 0.1;
export const LEAST_DIFFERENCE = 100;

interface PathNode {
  readonly service: string;
  readonly operation: string;
  readonly depth: number;
  a?: Side;
  b?: Side;
  readonly below: Map<string, PathNode>;
}

export function diffTraces(a: TraceColumns, b: TraceColumns): DiffRow[] {
  const roots = new Map<string, PathNode>();
  layOver(roots, a, 'a');
  layOver(roots, b, 'b');
  const rows: DiffRow[] = [];
  const waiting = [...roots.values()].toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const { below, ...row } = node;
    rows.push({ ...row, change: changeOf(node.a, node.b), countDiffers: countDiffers(node.a, node.b) });
    for (const each of [...below.values()].toReversed()) waiting.push(each);
  }
  return rows;
}

/** What is new in `b` is put after what both have: a map keeps the order of its first entries. */
function layOver(roots: Map<string, PathNode>, columns: TraceColumns, side: 'a' | 'b'): void {
  const boxes = flameGraph(columns);
  const nodes: PathNode[] = [];
  for (const box of boxes) {
    const above = nodes[box.parent];
    const siblings = above ? above.below : roots;
    const service = columns.services[box.service]?.name ?? '';
    const operation = columns.operations[box.operation] ?? '';
    const key = `${service}\u0000${operation}`;
    const node = siblings.get(key) ?? {
      service,
      operation,
      depth: box.depth,
      below: new Map<string, PathNode>(),
    };
    siblings.set(key, node);
    const { spans, errors, self, example, duration } = box;
    node[side] = { spans, errors, self, example, total: duration, mean: duration / spans };
    nodes.push(node);
  }
}

function changeOf(a?: Side, b?: Side): Change {
  if (!a) return 'added';
  if (!b) return 'removed';
  const difference = b.mean - a.mean;
  if (Math.abs(difference) < Math.max(LEAST_DIFFERENCE, LEAST_SHARE * a.mean)) return 'same';
  return difference > 0 ? 'slower' : 'faster';
}

const countDiffers = (a?: Side, b?: Side): boolean =>
  a !== undefined && b !== undefined && (a.spans !== b.spans || a.errors !== b.errors);
