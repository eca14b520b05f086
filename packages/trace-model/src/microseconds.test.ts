import { describe, expect, it } from 'vitest';
import { formatDuration, formatTime, microseconds, microsecondsFromNanos } from './microseconds.ts';

describe('formatDuration()', () => {
  it.each([
    [0, '0 us'],
    [999, '999 us'],
    [1_000, '1.00 ms'],
    [9_994, '9.99 ms'],
    [9_996, '10.0 ms'],
    [48_000, '48.0 ms'],
    [317_400, '317 ms'],
    [999_499, '999 ms'],
    [999_500, '1.00 s'],
    [59_990_000, '60.0 s'],
    [59_996_000, '1m 00s'],
    [125_000_000, '2m 05s'],
    [3_600_000_000 * 26 + 60_000_000, '26h 01m'],
    [-12_000, '-12.0 ms'],
  ])('shows %d us as %s', (duration, shown) => {
    expect(formatDuration(microseconds(duration))).toBe(shown);
  });
});

describe('formatTime()', () => {
  it('shows a point in time in UTC, to the millisecond', () => {
    expect(formatTime(microseconds(1_795_258_800_125_900))).toBe('2026-11-21 11:00:00.125');
  });

  it('says so when the number is no time', () => {
    expect(formatTime(microseconds(1e300))).toBe('at no known time');
  });
});

describe('microsecondsFromNanos()', () => {
  it('is exact where a double of nanoseconds would not be', () => {
    expect(microsecondsFromNanos(1_795_258_800_000_001_999n)).toBe(1_795_258_800_000_001);
  });
});
