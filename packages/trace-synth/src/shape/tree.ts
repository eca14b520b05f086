/** Trees of a given size, depth and width, and when their nodes run. A tree is the parent of each node, by index. */
import { weightedIndex } from './distribution.ts';
import type { Random } from './random.ts';

/**
 * A tree of exactly so many nodes, levels below the root, and nodes on its widest level. Level by level; the children of
 * a node stand together. Few nodes have many children and many have none, as callers do.
 */
export function treeOf(size: number, depth: number, width: number, random: Random): Int32Array {
  const parents = new Int32Array(size).fill(-1);
  let [from, at] = [0, 1];
  for (const count of levelSizes(size, depth, width, random)) {
    const to = at;
    const pull = weightedIndex(Array.from({ length: to - from }, () => random.next() ** 4 + 1e-6));
    const children = new Int32Array(to - from);
    for (let child = 0; child < count; child += 1) {
      const chosen = pull(random);
      children[chosen] = (children[chosen] ?? 0) + 1;
    }
    for (let parent = from; parent < to; parent += 1) {
      const last = at + (children[parent - from] ?? 0);
      parents.fill(parent, at, last);
      at = last;
    }
    from = to;
  }
  return parents;
}

/** How many nodes each level below the root has: one at least, `width` on one of them and no more on any. */
function levelSizes(size: number, depth: number, width: number, random: Random): number[] {
  if (depth === 0) return [];
  const levels = Array.from({ length: depth }, () => 1);
  const widest = random.int(Math.min(depth, 3));
  levels[widest] = width;
  let left = size - depth - width;
  const weights = levels.map((_, level) => (level === widest ? 0 : random.next() ** 2 + 0.01));
  for (let round = 0; left > 0; round += 1) {
    const sum = weights.reduce(
      (total, weight, level) => total + ((levels[level] ?? 0) < width ? weight : 0),
      0,
    );
    const share = left;
    for (let level = 0; level < depth && left > 0; level += 1) {
      const room = width - (levels[level] ?? 0);
      const part = round > 20 ? left : Math.ceil((share * (weights[level] ?? 0)) / sum);
      const more = Math.min(room, left, part);
      levels[level] = (levels[level] ?? 0) + more;
      left -= more;
    }
  }
  return levels;
}

export interface TimedTree {
  readonly starts: Float64Array;
  readonly durations: Float64Array;
}

/**
 * When each node runs: within its parent, after its siblings or together with them; a node that is not waited for begins
 * after its parent's end. A node's duration is its own time and that of the children it waits for.
 * @param parents each less than its child. @param self nanoseconds
 */
export function layOut(
  parents: Int32Array,
  self: Float64Array,
  is: { together: (node: number) => boolean; detached: (node: number) => boolean },
): TimedTree {
  const size = parents.length;
  const durations = Float64Array.from(self);
  const awaited = new Int32Array(size);
  const longest = new Float64Array(size);
  for (let node = size - 1; node > 0; node -= 1) {
    const parent = parents[node] ?? 0;
    // All children of `node` come after it, so it is complete here.
    durations[node] = (durations[node] ?? 0) + (is.together(node) ? (longest[node] ?? 0) : 0);
    if (is.detached(node)) continue;
    awaited[parent] = (awaited[parent] ?? 0) + 1;
    if (is.together(parent)) longest[parent] = Math.max(longest[parent] ?? 0, durations[node] ?? 0);
    else durations[parent] = (durations[parent] ?? 0) + (durations[node] ?? 0);
  }
  if (is.together(0)) durations[0] = (durations[0] ?? 0) + (longest[0] ?? 0);

  const starts = new Float64Array(size);
  /** Where the next child of a node may begin. */
  const next = new Float64Array(size);
  const gap = (node: number) => {
    const pieces = is.together(node) ? 1 : (awaited[node] ?? 0);
    return Math.floor((self[node] ?? 0) / (pieces + 1));
  };
  next[0] = gap(0);
  for (let node = 1; node < size; node += 1) {
    const parent = parents[node] ?? 0;
    if (is.detached(node))
      starts[node] = (starts[parent] ?? 0) + (durations[parent] ?? 0) + (self[node] ?? 0);
    else {
      starts[node] = next[parent] ?? 0;
      if (!is.together(parent)) next[parent] = (starts[node] ?? 0) + (durations[node] ?? 0) + gap(parent);
    }
    next[node] = (starts[node] ?? 0) + gap(node);
  }
  return { starts, durations };
}
