/** From a heap of spans to a trace. Whatever is wrong with the spans, each is shown once and nothing is invented. */
import { microseconds, type Microseconds } from './microseconds.ts';
import { selfTime } from './own-work.ts';
import { spanEnd, type Span } from './span.ts';
import type { Trace, TraceNode } from './trace.ts';

/** The traces in a list of spans, in the order of their first spans. */
export function buildTraces(spans: readonly Span[]): Trace[] {
  const byTrace = Map.groupBy(spans, (span) => span.traceId);
  return [...byTrace.values()].map(buildTrace);
}

/**
 * The trace that these spans are.
 *
 * A second span of the same id is dropped with a warning. A span whose parent is missing becomes a root, marked as an
 * orphan. Where parents form a circle, the circle is cut at its earliest span, with a warning.
 */
export function buildTrace(spans: readonly Span[]): Trace {
  const [first] = spans;
  if (!first) throw new Error('Cannot build a trace: there are no spans');
  const other = spans.find((span) => span.traceId !== first.traceId);
  if (other) throw new Error(`Cannot build a trace: spans are of ${first.traceId} and ${other.traceId}`);

  const { unique, warnings } = withoutDuplicates(spans);
  const forest = plant(unique);
  const nodes = forest.roots.flatMap(flatten);
  const start = earliest(nodes);
  return {
    id: first.traceId,
    start,
    duration: microseconds(latest(nodes) - start),
    roots: forest.roots,
    nodes,
    byId: new Map(nodes.map((node) => [node.span.spanId, node])),
    services: [...new Set(nodes.map(({ span }) => span.service))],
    errorCount: nodes.filter(({ span }) => span.status === 'error').length,
    warnings: [
      ...warnings,
      ...forest.warnings,
      ...nodes.flatMap(({ span }) => span.warnings.map(about(span))),
    ],
  };
}

const about =
  ({ service, name }: Span) =>
  (warning: string) =>
    `${service} ${name}: ${warning}`;

function withoutDuplicates(spans: readonly Span[]): { unique: Map<string, Span>; warnings: string[] } {
  const unique = new Map<string, Span>();
  const warnings: string[] = [];
  for (const span of spans) {
    if (unique.has(span.spanId)) warnings.push(about(span)(`a second span of id ${span.spanId} was dropped`));
    else unique.set(span.spanId, span);
  }
  return { unique, warnings };
}

/** While the tree grows, a node's fields may still be set. */
type GrowingNode = { -readonly [Field in keyof TraceNode]: TraceNode[Field] } & { children: TraceNode[] };

function plant(spans: ReadonlyMap<string, Span>): { roots: TraceNode[]; warnings: string[] } {
  const inOrder = [...spans.values()].toSorted(byStart);
  const childrenOf = Map.groupBy(inOrder, (span) => span.parentSpanId ?? '');
  const planted = new Set<string>();
  const roots: TraceNode[] = [];
  const warnings: string[] = [];

  const grow = (root: Span, orphan: boolean) => {
    const rootNode = seedling(root, orphan);
    const waiting: GrowingNode[] = [rootNode];
    planted.add(root.spanId);
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      const children = (childrenOf.get(node.span.spanId) ?? []).filter((child) => !planted.has(child.spanId));
      for (const child of children) {
        planted.add(child.spanId);
        const childNode = seedling(child, false, node);
        node.children.push(childNode);
        waiting.push(childNode);
      }
      node.selfTime = selfTime(
        node.span,
        node.children.map((child) => child.span),
      );
    }
    roots.push(rootNode);
  };

  for (const span of inOrder) {
    if (span.parentSpanId === undefined) grow(span, false);
    else if (!spans.has(span.parentSpanId)) grow(span, true);
  }
  for (const span of inOrder) {
    if (planted.has(span.spanId)) continue;
    warnings.push(about(span)('its parents form a circle, which was cut here'));
    grow(span, false);
  }
  return {
    roots: roots.toSorted((a, b) => Number(a.orphan) - Number(b.orphan) || byStart(a.span, b.span)),
    warnings,
  };
}

function seedling(span: Span, orphan: boolean, parent?: TraceNode): GrowingNode {
  const clockSkew = parent && skew(span, parent.span);
  return {
    span,
    children: [],
    depth: parent ? parent.depth + 1 : 0,
    orphan,
    selfTime: span.duration,
    ...(clockSkew !== undefined && { clockSkew }),
  };
}

/** Span starts are often rounded to a millisecond (browsers, Node): less than that proves nothing. */
const LEAST_SKEW = 1_000;

function skew(child: Span, parent: Span): Microseconds | undefined {
  const early = parent.start - child.start;
  return early > Math.max(child.duration, LEAST_SKEW) ? microseconds(early) : undefined;
}

/** By start; where clocks are too coarse to tell, what ended first, then by name and id, so that the order is one. */
const byStart = (a: Span, b: Span): number =>
  a.start - b.start || a.duration - b.duration || compare(a.name, b.name) || compare(a.spanId, b.spanId);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Depth first, without recursion: a trace may be deeper than the stack. */
function flatten(root: TraceNode): TraceNode[] {
  const nodes: TraceNode[] = [];
  const waiting = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node);
    waiting.push(...node.children.toReversed());
  }
  return nodes;
}

/** Not `Math.min(...starts)`: a large trace has more spans than a call may have arguments. */
const earliest = (nodes: readonly TraceNode[]): Microseconds =>
  microseconds(nodes.reduce((least, { span }) => Math.min(least, span.start), Infinity));

const latest = (nodes: readonly TraceNode[]): number =>
  nodes.reduce((most, { span }) => Math.max(most, spanEnd(span)), -Infinity);
