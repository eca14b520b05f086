import { expect, test } from 'vitest';
import { durationScale, timeScale } from './scale.ts';

test('durations of one size are drawn on a linear axis from 0', () => {
  const { place, ticks } = durationScale([10_000, 42_000, 95_000]);
  expect(ticks).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000]);
  expect(place(50_000)).toBe(0.5);
});

test('durations that differ much are drawn on a logarithmic axis', () => {
  const { place, ticks } = durationScale([120, 4_000, 900_000]);
  expect(ticks).toEqual([100, 1_000, 10_000, 100_000, 1_000_000]);
  expect(place(10_000)).toBe(0.5);
});

test('every duration lies on the axis, also none, 0 and a day', () => {
  for (const durations of [[0], [0, 0], [1], [0, 86_400_000_000], [5, 5, 5]]) {
    const { place, ticks } = durationScale(durations);
    for (const duration of durations) {
      expect(place(duration)).toBeGreaterThanOrEqual(0);
      expect(place(duration)).toBeLessThanOrEqual(1);
    }
    expect(ticks.length).toBeLessThan(8);
  }
});

test('times have ticks at full seconds, minutes or hours, never more than asked for', () => {
  const start = Date.UTC(2026, 10, 21, 9, 0, 7) * 1_000;
  for (const length of [0, 1e6, 9e6, 3e8, 3.6e9, 8.64e10, 1e13]) {
    const { place, ticks } = timeScale([start, start + length], 6);
    expect(ticks.length).toBeLessThanOrEqual(6);
    for (const tick of ticks) expect(tick % 1_000_000).toBe(0);
    expect(place(start)).toBeGreaterThan(0);
    expect(place(start + length)).toBeLessThan(1);
  }
});
