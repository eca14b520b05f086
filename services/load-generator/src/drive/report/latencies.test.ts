import { createHistogram } from 'node:perf_hooks';
import { Random } from '@tracewalk/trace-synth/random';
import { describe, expect, it } from 'vitest';
import { Latencies } from './latencies.ts';

const random = new Random(1);
/** From a microsecond to about an hour, all sizes equally often. */
const VALUES = Array.from({ length: 20_000 }, () => Math.ceil(10 ** (9.5 * random.next())));

function latenciesOf(values: number[], bits?: number): Latencies {
  const latencies = new Latencies(bits);
  for (const value of values) latencies.record(value);
  return latencies;
}

describe('Latencies', () => {
  it('has the quantiles of the HDR histogram of Node, to three digits', () => {
    const ours = latenciesOf(VALUES);
    const node = createHistogram({ lowest: 1, highest: 2 ** 33, figures: 3 });
    for (const value of VALUES) node.record(value);
    for (const share of [0.1, 0.5, 0.9, 0.99, 0.999, 1]) {
      expect(ours.quantile(share) / node.percentile(share * 100)).toBeCloseTo(1, 2.5);
    }
    expect(ours.count).toBe(node.count);
    expect(ours.max).toBe(Math.max(...VALUES));
    expect(ours.mean / node.mean).toBeCloseTo(1, 3);
  });

  it.each([
    [10, 0.001],
    [5, 0.032],
  ])('with %i bits is off by %d at most', (bits, error) => {
    for (const value of VALUES.slice(0, 2_000)) {
      const latencies = latenciesOf([value, value * 4], bits);
      expect(Math.abs(latencies.quantile(0.5) - value) / value).toBeLessThanOrEqual(error);
    }
  });

  it('is exact for small values, and where all are the same', () => {
    expect(latenciesOf([1, 2, 3]).quantile(0.5)).toBe(2);
    expect(latenciesOf([123_456, 123_456]).quantile(0.5)).toBe(123_456);
  });

  it('merges to what one would have recorded', () => {
    const merged = latenciesOf(VALUES.slice(0, 7_000));
    merged.add(latenciesOf(VALUES.slice(7_000)));
    expect(merged.toJSON()).toEqual(latenciesOf(VALUES).toJSON());
  });

  it('comes back from JSON as it went', () => {
    const before = latenciesOf(VALUES);
    const after = Latencies.fromJSON(JSON.parse(JSON.stringify(before)));
    expect(after.toJSON()).toEqual(before.toJSON());
    expect(after.quantile(0.9)).toBe(before.quantile(0.9));
  });

  it('has no quantile where nothing was recorded', () => {
    const empty = Latencies.fromJSON(new Latencies().toJSON());
    expect(empty.quantile(0.5)).toBeNaN();
    empty.record(7);
    expect([empty.min, empty.max]).toEqual([7, 7]);
  });
});
