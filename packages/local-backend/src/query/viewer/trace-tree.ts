/**
 * From columns to a tree. Whatever is wrong with the spans, each has one place, and nothing is invented: a span whose
 * parent is missing is a root, a circle of parents is cut at its earliest span. The definitions are those of
 * `@tracewalk/trace-model`, which a test holds this to.
 */
import { SpanFlag } from './answers.ts';
import type { SpanColumns } from './span-columns.ts';

/** Columns in the tree's order: each parent before its children, siblings by start. */
export interface TraceTree extends SpanColumns {
  /** 0 for a root. */
  depth: Uint32Array;
  /** Spans in the subtree, with its root: the next sibling is so many places on. */
  size: Uint32Array;
  /** µs since the epoch: the earliest start and the latest end. */
  begin: number;
  end: number;
}

export function buildTree(columns: SpanColumns): TraceTree {
  const inOrder = byStart(columns);
  const planted = plant(columns, inOrder);
  return arrange(columns, planted);
}

/** By start; where clocks are too coarse to tell, what ended first, then by name and id, so that the order is one. */
function byStart(columns: SpanColumns): Uint32Array {
  const { start, duration, operation, operations, spanHigh, spanLow } = columns;
  const compare = (a: number, b: number): number =>
    (start[a] as number) - (start[b] as number) ||
    (duration[a] as number) - (duration[b] as number) ||
    compareText(operations[operation[a] as number] as string, operations[operation[b] as number] as string) ||
    (spanHigh[a] as number) - (spanHigh[b] as number) ||
    (spanLow[a] as number) - (spanLow[b] as number);
  return upTo(columns.count).toSorted(compare);
}

function upTo(count: number): Uint32Array {
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place++) places[place] = place;
  return places;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Planted {
  /** Places in the tree's order. */
  order: Uint32Array;
  depth: Uint32Array;
}

interface Block {
  root: number;
  /** Its part of the order. */
  from: number;
  to: number;
}

/** Walks down from each root; what is left over after that are circles. */
function plant(columns: SpanColumns, inOrder: Uint32Array): Planted {
  const { count, parent, flags } = columns;
  const family = familyOf(columns, inOrder);
  const planted: Planted = { order: new Uint32Array(count), depth: new Uint32Array(count) };
  const done = new Uint8Array(count);
  const blocks: Block[] = [];
  let used = 0;
  const grow = (root: number) => {
    parent[root] = -1;
    const from = used;
    used = walk(root, parent, family, done, planted, used);
    blocks.push({ root, from, to: used });
  };
  const isOrphan = (place: number) => ((flags[place] as number) & SpanFlag.orphan) !== 0;
  for (const place of inOrder) if (parent[place] === -1 && !isOrphan(place)) grow(place);
  for (const place of inOrder) if (parent[place] === -1 && done[place] === 0) grow(place);
  if (used === count) return planted;
  for (const place of inOrder) {
    if (done[place] === 1) continue;
    flags[place] = (flags[place] as number) | SpanFlag.cut;
    grow(place);
  }
  const rank = new Uint32Array(count);
  inOrder.forEach((place, at) => (rank[place] = at));
  blocks.sort(
    (a, b) =>
      Number(isOrphan(a.root)) - Number(isOrphan(b.root)) ||
      (rank[a.root] as number) - (rank[b.root] as number),
  );
  return rearrange(planted, blocks);
}

interface Family {
  firstChild: Int32Array;
  nextSibling: Int32Array;
}

function familyOf({ count, parent }: SpanColumns, inOrder: Uint32Array): Family {
  const firstChild = new Int32Array(count).fill(-1);
  const nextSibling = new Int32Array(count).fill(-1);
  for (const place of inOrder.toReversed()) {
    const above = parent[place] as number;
    if (above < 0) continue;
    nextSibling[place] = firstChild[above] as number;
    firstChild[above] = place;
  }
  return { firstChild, nextSibling };
}

/** Depth first, without recursion: a trace may be deeper than the stack. Returns how much of the order is used now. */
function walk(
  root: number,
  parent: Int32Array,
  { firstChild, nextSibling }: Family,
  done: Uint8Array,
  { order, depth }: Planted,
  used: number,
): number {
  const free = (place: number): number => {
    let each = place;
    while (each >= 0 && done[each] === 1) each = nextSibling[each] as number;
    return each;
  };
  let at = root;
  let level = 0;
  let place = used;
  for (;;) {
    done[at] = 1;
    order[place] = at;
    depth[place++] = level;
    let next = free(firstChild[at] as number);
    if (next >= 0) {
      level += 1;
    } else {
      for (; at !== root; at = parent[at] as number, level -= 1) {
        next = free(nextSibling[at] as number);
        if (next >= 0) break;
      }
      if (next < 0) return place;
    }
    at = next;
  }
}

function rearrange({ order, depth }: Planted, blocks: Block[]): Planted {
  const sorted: Planted = { order: new Uint32Array(order.length), depth: new Uint32Array(order.length) };
  let at = 0;
  for (const { from, to } of blocks) {
    sorted.order.set(order.subarray(from, to), at);
    sorted.depth.set(depth.subarray(from, to), at);
    at += to - from;
  }
  return sorted;
}

/** All columns in the tree's order. */
function arrange(columns: SpanColumns, { order, depth }: Planted): TraceTree {
  const { count } = columns;
  const place = new Int32Array(count);
  order.forEach((from, at) => (place[from] = at));
  const parent = new Int32Array(count);
  order.forEach((from, at) => {
    const above = columns.parent[from] as number;
    parent[at] = above < 0 ? -1 : (place[above] as number);
  });
  const size = new Uint32Array(count).fill(1);
  for (let at = count - 1; at > 0; at--) {
    const above = parent[at] as number;
    if (above >= 0) size[above] = (size[above] as number) + (size[at] as number);
  }
  const start = pick(columns.start, new Float64Array(count), order);
  const duration = pick(columns.duration, new Float64Array(count), order);
  return {
    ...columns,
    address: pick(columns.address, new Float64Array(count), order),
    start,
    duration,
    spanHigh: pick(columns.spanHigh, new Uint32Array(count), order),
    spanLow: pick(columns.spanLow, new Uint32Array(count), order),
    parent,
    service: pick(columns.service, new Uint32Array(count), order),
    operation: pick(columns.operation, new Uint32Array(count), order),
    kind: pick(columns.kind, new Uint8Array(count), order),
    status: pick(columns.status, new Uint8Array(count), order),
    flags: pick(columns.flags, new Uint16Array(count), order),
    depth,
    size,
    ...extentOf(start, duration),
  };
}

function extentOf(start: Float64Array, duration: Float64Array): { begin: number; end: number } {
  let [begin, end] = [Infinity, -Infinity];
  for (let at = 0; at < start.length; at++) {
    begin = Math.min(begin, start[at] as number);
    end = Math.max(end, (start[at] as number) + (duration[at] as number));
  }
  return { begin, end };
}

type Column = Float64Array | Uint32Array | Uint16Array | Uint8Array;

function pick<T extends Column>(from: Column, to: T, order: Uint32Array): T {
  for (let at = 0; at < order.length; at++) to[at] = from[order[at] as number] as number;
  return to;
}
