import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';
import { layOut, treeOf } from './tree.ts';

const possible = fc
  .tuple(
    fc.integer({ min: 1, max: 40 }),
    fc.integer({ min: 1, max: 200 }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([depth, width, part]) => {
    const [least, most] = [depth + width, depth * width + 1];
    return { depth, width, size: Math.round(least + part * (most - least)) };
  });

describe('treeOf()', () => {
  it('makes a tree of exactly that size, depth and width', () => {
    fc.assert(
      fc.property(possible, fc.integer(), ({ size, depth, width }, seed) => {
        const parents = treeOf(size, depth, width, new Random(seed));
        const levels: number[] = [];
        const depths = parents.reduce<number[]>(
          (all, parent) => [...all, parent < 0 ? 0 : (all[parent] ?? 0) + 1],
          [],
        );
        for (const level of depths) levels[level] = (levels[level] ?? 0) + 1;
        expect(parents).toHaveLength(size);
        expect(levels).toHaveLength(depth + 1);
        expect(Math.max(...levels)).toBe(width);
      }),
      { numRuns: 60 },
    );
  });

  it('makes a lone root', () => {
    expect([...treeOf(1, 0, 1, new Random(1))]).toEqual([-1]);
  });
});

/** Start and duration of each node. */
const lay = (parents: number[], self: number[], together: number[] = [], detached: number[] = []) => {
  const { starts, durations } = layOut(Int32Array.from(parents), Float64Array.from(self), {
    together: (node) => together.includes(node),
    detached: (node) => detached.includes(node),
  });
  return parents.map((_, node) => [starts[node], durations[node]]);
};

describe('layOut()', () => {
  it('puts calls one after the other, and their caller around them', () => {
    expect(lay([-1, 0, 0], [30, 5, 7])).toEqual([[0, 42], [10, 5], [25, 7]]); // prettier-ignore
  });

  it('begins calls that run together at the same time', () => {
    expect(lay([-1, 0, 0], [30, 5, 7], [0])).toEqual([[0, 37], [15, 5], [15, 7]]); // prettier-ignore
  });

  it('begins what is not waited for after its parent has ended', () => {
    expect(lay([-1, 0, 1], [30, 4, 7], [], [1])).toEqual([[0, 30], [34, 11], [36, 7]]); // prettier-ignore
  });
});
