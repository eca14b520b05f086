/** What was seen of each operation, over all traces. */
import type { Trace, TraceNode } from '@tracewalk/trace-model';
import { failed, observeChildren, type KeyOf, type ObservedChildren } from './stages.ts';

export interface Observed {
  readonly key: string;
  readonly nodes: TraceNode[];
  readonly children: ObservedChildren[];
}

export interface Observation {
  readonly operations: ReadonlyMap<string, Observed>;
  /** How many traces began with which operation. */
  readonly starts: ReadonlyMap<string, number>;
  /** True when an operation calls itself, directly or through others. */
  readonly circular: boolean;
}

/**
 * How much of a span's surroundings makes it an operation of its own: nothing but its name; also its caller; or the whole
 * way from the root. The less, the shorter the topology; the more, the closer.
 */
export type Detail = 'name' | 'caller' | 'path';

export function observe(traces: readonly Trace[], detail: Detail): Observation {
  const operations = new Map<string, Observed>();
  const starts = new Map<string, number>();
  const edges = new Map<string, Set<string>>();
  for (const trace of traces) {
    const [root] = trace.roots;
    if (!root) continue;
    const keyOf = keysOf(root, detail);
    starts.set(keyOf(root), (starts.get(keyOf(root)) ?? 0) + 1);
    for (const node of below(root)) {
      const key = keyOf(node);
      const observed = operations.get(key) ?? { key, nodes: [], children: [] };
      observed.nodes.push(node);
      observed.children.push(observeChildren(node, keyOf));
      operations.set(key, observed);
      const called = edges.get(key) ?? new Set();
      for (const child of node.children) called.add(keyOf(child));
      edges.set(key, called);
    }
  }
  return { operations, starts, circular: isCircular(edges) };
}

/** The root and all below it, without recursion. */
export function below(root: TraceNode): TraceNode[] {
  const found: TraceNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    found.push(node);
    waiting.push(...node.children);
  }
  return found;
}

/** Client spans are named by their method only: whom they call is part of what they are. */
function nameOf({ span, children }: TraceNode): string {
  const remote = children.find((child) => child.span.service !== span.service);
  const calls =
    remote && span.kind !== 'INTERNAL' && span.kind !== 'SERVER'
      ? `${remote.span.service} ${remote.span.name}`
      : '';
  const address = span.kind === 'CLIENT' && !remote ? String(span.attributes['server.address'] ?? '') : '';
  return [span.service, span.kind, span.name, calls || address].join('\t');
}

function keysOf(root: TraceNode, detail: Detail): KeyOf {
  const keys = new Map<TraceNode, string>([[root, nameOf(root)]]);
  for (const node of below(root)) {
    const key = keys.get(node) ?? '';
    for (const child of node.children) {
      const name = nameOf(child);
      const within = detail === 'name' ? '' : detail === 'caller' ? nameOf(node) : key;
      keys.set(child, detail === 'name' ? name : `${name}\n${within}`);
    }
  }
  return (node) => keys.get(node) ?? '';
}

function isCircular(edges: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const done = new Set<string>();
  for (const start of edges.keys()) {
    const onWay = new Set<string>();
    const waiting: { key: string; leave: boolean }[] = [{ key: start, leave: false }];
    for (let step = waiting.pop(); step; step = waiting.pop()) {
      const { key, leave } = step;
      if (leave) {
        onWay.delete(key);
        done.add(key);
        continue;
      }
      if (onWay.has(key)) return true;
      if (done.has(key)) continue;
      onWay.add(key);
      waiting.push({ key, leave: true });
      for (const next of edges.get(key) ?? []) waiting.push({ key: next, leave: false });
    }
  }
  return false;
}

/** An operation failed by itself when it did so without a call that failed. */
export const failedByItself = (node: TraceNode): boolean =>
  failed(node) && !node.children.some((child) => failed(child));
