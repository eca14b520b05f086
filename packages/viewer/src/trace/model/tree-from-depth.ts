/** The depths of spans in the tree's order tell the whole tree. */
import { at } from './columns.ts';

/** The parent's index of each span (-1 for a root), and how many spans its subtree has. */
export function treeFromDepth(depth: ArrayLike<number>): { parent: Int32Array; size: Uint32Array } {
  const parent = new Int32Array(depth.length).fill(-1);
  const size = new Uint32Array(depth.length).fill(1);
  const path: number[] = [];
  for (let index = 0; index < depth.length; index++) {
    const level = Math.min(at(depth, index), path.length);
    path.length = level;
    parent[index] = path[level - 1] ?? -1;
    path.push(index);
  }
  for (let index = depth.length - 1; index >= 0; index--) {
    const above = at(parent, index);
    if (above >= 0) size[above] = at(size, above) + at(size, index);
  }
  return { parent, size };
}
