import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const first = (seed: number, stream?: number) => new Random(seed, stream).uint32();

describe('Random', () => {
  it('gives the same numbers for the same seed, and others for another seed or stream', () => {
    expect(first(1)).toBe(first(1));
    expect(new Set([first(1), first(2), first(1, 1), first(1, 2), first(2 ** 33 + 1), first(-1)]).size).toBe(
      6,
    );
  });

  it('fills 0 to 1 evenly, across streams as well', () => {
    const buckets = Array.from({ length: 10 }, () => 0);
    for (let stream = 0; stream < 20_000; stream += 1) {
      const bucket = Math.floor(new Random(9, stream).next() * 10);
      buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    }
    for (const count of buckets) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });

  it('makes UUIDs of version 4', () => {
    expect(new Random(3).uuid()).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
