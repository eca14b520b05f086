import { Random } from '@tracewalk/trace-synth/random';
import { describe, expect, it } from 'vitest';
import { readShape } from './rate-curve.ts';
import { schedule, share, type Spacing } from './schedule.ts';

/** The times of a shape within so many seconds. */
function timesOf(
  shape: string,
  rate: number,
  seconds: number,
  spacing: Spacing = 'even',
  seed = 1,
): number[] {
  const times: number[] = [];
  for (const time of schedule(readShape(shape, rate), spacing, new Random(seed))) {
    if (time >= seconds) return times;
    times.push(time);
  }
  return times;
}

const within = (times: number[], from: number, to: number) =>
  times.filter((time) => time >= from && time < to).length;

describe('schedule()', () => {
  it('spaces a constant rate evenly', () => {
    const times = timesOf('constant', 4, 10);
    expect(times).toHaveLength(40);
    times.forEach((time, index) => expect(time).toBeCloseTo((index + 0.5) / 4, 9));
  });

  it('follows a ramp: as many as the area below it', () => {
    const times = timesOf('ramp:from=0,over=10s', 100, 20);
    expect(within(times, 0, 5)).toBeCloseTo(125, -0.4);
    expect(within(times, 5, 10)).toBeCloseTo(375, -0.4);
    expect(within(times, 10, 20)).toBe(1_000);
  });

  it('follows a ramp downwards', () => {
    expect(timesOf('ramp:from=100,over=10s', 0, 100)).toHaveLength(500);
  });

  it('follows steps, a day and bursts', () => {
    const steps = timesOf('step:steps=4,every=5s', 40, 20);
    expect([0, 5, 10, 15].map((from) => within(steps, from, from + 5))).toEqual([50, 100, 150, 200]);
    const day = timesOf('diurnal:period=100s,low=0.2', 100, 200);
    expect(day.length / 12_000).toBeCloseTo(1, 3);
    expect(within(day, 0, 1)).toBe(20);
    expect(within(day, 150, 151)).toBe(100);
    const bursts = timesOf('burst:every=10s,for=2s,times=5', 10, 20);
    expect([within(bursts, 0, 8), within(bursts, 8, 10), within(bursts, 18, 20)]).toEqual([80, 100, 100]);
  });

  it('can wait for a rate that is 0 for a while', () => {
    const [first] = timesOf('ramp:from=0,over=1h', 1, 3_600);
    // The area t²/2·3600 is a half at the square root of 3600.
    expect(first).toBeCloseTo(60, 6);
  });

  it('comes at random with poisson: gaps as exponential, counts as Poisson', () => {
    const times = timesOf('constant', 100, 1_000, 'poisson');
    expect(times.length / 100_000).toBeCloseTo(1, 2);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    const sorted = gaps.toSorted((one, other) => one - other);
    const distance = Math.max(
      ...sorted.map((gap, index) => Math.abs(1 - Math.exp(-100 * gap) - (index + 0.5) / sorted.length)),
    );
    // Kolmogorov and Smirnov: 1.95 / √n is exceeded once in a thousand seeds.
    expect(distance).toBeLessThan(1.95 / Math.sqrt(sorted.length));
    const counts = Array.from({ length: 1_000 }, (_, second) => within(times, second, second + 1));
    const mean = counts.reduce((sum, count) => sum + count, 0) / 1_000;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / 999;
    expect(variance / mean).toBeGreaterThan(0.85);
    expect(variance / mean).toBeLessThan(1.15);
  });

  it('follows a shape with poisson, too', () => {
    const times = timesOf('burst:every=10s,for=2s,times=5', 100, 1_000, 'poisson');
    const bursts = times.filter((time) => time % 10 >= 8).length;
    expect(bursts / times.length).toBeCloseTo(10 / 18, 2);
  });

  it('is the same for the same seed, and another for another', () => {
    const [first, again, another] = [1, 1, 2].map((seed) => timesOf('constant', 10, 10, 'poisson', seed));
    expect(again).toEqual(first);
    expect(another).not.toEqual(first);
  });
});

describe('share()', () => {
  it('deals one schedule out: all of it, and nothing twice', () => {
    const times = timesOf('constant', 10, 10);
    const parts = [0, 1, 2].map((index) => [...share(times, { index, of: 3 })]);
    expect(parts.map(({ length }) => length)).toEqual([34, 33, 33]);
    expect(parts.flat().toSorted((one, other) => one - other)).toEqual(times);
  });
});
