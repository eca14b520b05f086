/** What a span called, in which order: seen from when its children ran. */
import { spanEnd, type TraceNode } from '@tracewalk/trace-model';

/** Which operation a span belongs to. */
export type KeyOf = (node: TraceNode) => string;

export interface ObservedCall {
  readonly key: string;
  /** The calls, each with all its attempts. */
  readonly turns: readonly (readonly TraceNode[])[];
  readonly repeat: 'sequential' | 'parallel';
}

export interface ObservedChildren {
  /** One after the other; the calls of one stage run together. */
  readonly stages: readonly (readonly ObservedCall[])[];
  readonly async: readonly {
    readonly key: string;
    readonly node: TraceNode;
    readonly mode: 'after' | 'during';
  }[];
  /** Keys and order only: what is equal here was the same course of action. */
  readonly signature: string;
}

export const failed = ({ span }: TraceNode): boolean => {
  if (span.status === 'error') return true;
  const status = Number(span.attributes['http.response.status_code'] ?? 0);
  return span.kind === 'SERVER' && status >= 400;
};

/** True when the two ran at the same time by more than a rounding error. */
function overlap(a: TraceNode, b: TraceNode): boolean {
  const shared = Math.min(spanEnd(a.span), spanEnd(b.span)) - Math.max(a.span.start, b.span.start);
  return shared > 1 && shared > 0.02 * Math.min(a.span.duration, b.span.duration);
}

export function observeChildren(node: TraceNode, keyOf: KeyOf): ObservedChildren {
  const end = spanEnd(node.span);
  const async: { key: string; node: TraceNode; mode: 'after' | 'during' }[] = [];
  const awaited: TraceNode[] = [];
  for (const child of node.children) {
    // Clocks and rounding: a microsecond or two over the end is still within.
    const outlives = spanEnd(child.span) > end + 2;
    if (child.span.start >= end - 1 && outlives)
      async.push({ key: keyOf(child), node: child, mode: 'after' });
    else if (outlives)
      async.push({
        key: keyOf(child),
        node: child,
        mode: child.span.kind === 'CONSUMER' ? 'after' : 'during',
      });
    else awaited.push(child);
  }
  const stages = mergeRepeats(groupByTime(awaited).map((group) => branches(group, keyOf)));
  const shown = stages.map((stage) => stage.map(({ key, repeat }) => `${key}:${repeat}`).join('|'));
  const others = [...new Set(async.map(({ key }) => key))].toSorted();
  return { stages, async, signature: `${shown.join('>')}~${others.join('|')}` };
}

/** Children that overlap, directly or through others, make a group. */
function groupByTime(children: readonly TraceNode[]): TraceNode[][] {
  const groups: TraceNode[][] = [];
  let last: TraceNode | undefined;
  for (const child of children) {
    const group = groups.at(-1);
    if (group && last && overlap(child, last)) group.push(child);
    else groups.push([child]);
    if (!last || !group || spanEnd(child.span) > spanEnd(last.span)) last = child;
  }
  return groups;
}

function branches(group: readonly TraceNode[], keyOf: KeyOf): ObservedCall[] {
  const byKey = Map.groupBy(group, keyOf);
  return [...byKey]
    .map(([key, nodes]): ObservedCall => {
      const together = nodes.some((node, index) => index > 0 && overlap(node, nodes[index - 1] ?? node));
      return together
        ? { key, turns: nodes.map((node) => [node]), repeat: 'parallel' }
        : { key, turns: attempts(nodes), repeat: 'sequential' };
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

/** One call after another of the same operation is one call, made several times. */
function mergeRepeats(stages: readonly ObservedCall[][]): ObservedCall[][] {
  const merged: ObservedCall[][] = [];
  for (const stage of stages) {
    const [before] = merged.at(-1) ?? [];
    const [call] = stage;
    const same =
      before && call && stage.length === 1 && merged.at(-1)?.length === 1 && before.key === call.key;
    if (same && before.repeat === 'sequential' && call.repeat === 'sequential') {
      const nodes = [...before.turns, ...call.turns].flat();
      merged[merged.length - 1] = [{ key: call.key, turns: attempts(nodes), repeat: 'sequential' }];
    } else merged.push(stage);
  }
  return merged;
}

/** A call that follows a failed one of the same operation is another attempt at it. */
function attempts(nodes: readonly TraceNode[]): TraceNode[][] {
  const turns: TraceNode[][] = [];
  for (const node of nodes) {
    const turn = turns.at(-1);
    const previous = turn?.at(-1);
    if (turn && previous && failed(previous)) turn.push(node);
    else turns.push([node]);
  }
  return turns;
}
