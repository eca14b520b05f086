/** From the backend's answer to columns: lists of numbers become typed arrays, and the tree is told by the depths. */
import type { Skeleton } from '../../api/types.ts';
import { at, type Events, type Sections, type TraceColumns } from './columns.ts';
import { selfTimes } from './self-time.ts';
import { treeFromDepth } from './tree-from-depth.ts';

/** The answer's own lists are garbage afterwards; nothing of it is kept but texts and links. */
export function readSkeleton(skeleton: Skeleton): TraceColumns {
  const depth = Uint32Array.from(skeleton.depth);
  const tree = treeFromDepth(depth);
  const start = sums(skeleton.startDelta);
  const spanDuration = Float64Array.from(skeleton.spanDuration);
  const { spanCount } = skeleton;
  return {
    traceId: skeleton.traceId,
    spanCount,
    errorCount: skeleton.errorCount,
    duration: skeleton.duration,
    services: skeleton.services,
    operations: skeleton.operations,
    protocols: skeleton.protocols,
    contextFormats: skeleton.contextFormats,
    links: skeleton.links,
    linkedBy: skeleton.linkedBy,
    partial: skeleton.partial,
    warnings: skeleton.warnings,
    startUnixNano: BigInt(skeleton.startTimeUnixNano),
    start,
    spanDuration,
    depth,
    ...tree,
    selfTime: selfTimes(start, spanDuration, tree.parent),
    service: Uint32Array.from(skeleton.service),
    operation: Uint32Array.from(skeleton.operation),
    kind: Uint8Array.from(skeleton.kind),
    status: Uint8Array.from(skeleton.status),
    flags: Uint16Array.from(skeleton.flags),
    protocol: Uint8Array.from(skeleton.protocol),
    contextFormat: Uint8Array.from(skeleton.contextFormat),
    critical: sections(skeleton.critical, at(start, 0), spanCount),
    events: events(skeleton.events, spanCount),
    skew: new Map(pairs(skeleton.skew)),
  };
}

/** Each number is how much is added to the one before. */
function sums(deltas: readonly number[]): Float64Array {
  let sum = 0;
  return Float64Array.from(deltas, (delta) => (sum += delta));
}

/** How many spans further on, and how long: each segment begins where the one before ended. */
function sections(flat: readonly number[], from: number, spanCount: number): Sections {
  const entries: number[] = [];
  let index = 0;
  let time = from;
  for (const [step, length] of pairs(flat)) {
    index += step;
    entries.push(index, time, time + length);
    time += length;
  }
  const { first, order } = bySpan(entries, spanCount);
  return {
    first,
    start: Float64Array.from(order, (entry) => at(entries, entry * 3 + 1)),
    end: Float64Array.from(order, (entry) => at(entries, entry * 3 + 2)),
  };
}

/** Index, time, name; and so on. The names are shown in the span's detail, which has them itself. */
function events(flat: readonly number[], spanCount: number): Events {
  const { first, order } = bySpan(flat, spanCount);
  return { first, time: Float64Array.from(order, (entry) => at(flat, entry * 3 + 1)) };
}

/** A counting sort of entries of three numbers, the first of which is a span. Entries of a span keep their order. */
function bySpan(flat: readonly number[], spanCount: number): { first: Uint32Array; order: Uint32Array } {
  const count = Math.floor(flat.length / 3);
  const first = new Uint32Array(spanCount + 1);
  for (let entry = 0; entry < count; entry++) add(first, at(flat, entry * 3) + 1, 1);
  for (let index = 0; index < spanCount; index++) add(first, index + 1, at(first, index));
  const next = first.slice();
  const order = new Uint32Array(count);
  for (let entry = 0; entry < count; entry++) {
    const index = at(flat, entry * 3);
    order[at(next, index)] = entry;
    add(next, index, 1);
  }
  return { first, order };
}

const add = (column: Uint32Array, index: number, amount: number): void => {
  column[index] = at(column, index) + amount;
};

const pairs = (flat: readonly number[]): [number, number][] =>
  Array.from({ length: Math.floor(flat.length / 2) }, (_, entry) => [
    at(flat, entry * 2),
    at(flat, entry * 2 + 1),
  ]);
