import { describe, expect, it } from 'vitest';
import { parseCount, parseRate, RateWatch, Schedule } from './rate.ts';

describe('parseRate() and parseCount()', () => {
  it.each([
    ['100000spans/s', 100_000, 'spans'],
    ['100,000 spans/s', 100_000, 'spans'],
    ['2.5Mspans/s', 2_500_000, 'spans'],
    ['4k traces/s', 4_000, 'traces'],
    ['0.5', 0.5, 'spans'],
  ])('read %s', (text, perSecond, unit) => {
    expect(parseRate(text)).toEqual({ perSecond, unit });
  });

  it.each([
    ['0', /more than 0/],
    ['5Mspans/min', /^Cannot read the rate '5Mspans\/min': expected e\.g\./],
    ['-1', /^Cannot read/],
    ['fast', /^Cannot read/],
    ['9999Mspans/s', /^Cannot hold the rate '9999Mspans\/s': it is over/],
  ])('refuse the rate %s', (text, reason) => {
    expect(() => parseRate(text)).toThrow(reason);
  });

  it('read counts of whole things', () => {
    expect(parseCount('1000traces')).toEqual({ count: 1_000, unit: 'traces' });
    expect(parseCount('1.5Mspans')).toEqual({ count: 1_500_000, unit: 'spans' });
    for (const text of ['0', '1.5', 'many', '1/s'])
      expect(() => parseCount(text)).toThrow(/^Cannot read the count/);
  });
});

describe('a schedule', () => {
  it('follows the time alone, and makes up for what was late by less than a second', () => {
    const schedule = new Schedule(1_000, 5_000);
    expect(schedule.due(5_100, 0)).toBe(100);
    expect(schedule.due(5_900, 100)).toBe(900);
    expect(schedule.missed).toBe(0);
    expect(schedule.mostBehindMs).toBe(800);
  });

  it('gives up what is later than that, and counts it', () => {
    const schedule = new Schedule(1_000, 0);
    expect(schedule.due(3_000, 500)).toBe(1_500);
    expect(schedule.missed).toBe(1_500);
    // Made and missed are what was due.
    expect(schedule.due(4_000, 1_500)).toBe(2_500);
    expect(schedule.missed).toBe(1_500);
  });
});

describe('a rate watch', () => {
  it('knows nothing before 10 s are over', () => {
    const watch = new RateWatch(100, 0);
    watch.add(9_900, 500);
    expect(watch.least).toBeUndefined();
  });

  it('finds the worst 10 s, wherever they begin', () => {
    const watch = new RateWatch(100, 0);
    for (let ms = 0; ms < 40_000; ms += 100) {
      // 2 s without any, then twice as many for 2 s.
      watch.add(ms, ms >= 15_000 && ms < 17_000 ? 0 : ms >= 17_000 && ms < 19_000 ? 20 : 10);
    }
    watch.advance(40_000);
    expect(watch.least).toBeCloseTo(0.8);
    expect(watch.most).toBeCloseTo(1.2);
  });
});
