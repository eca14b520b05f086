import { afterEach, expect, test } from 'vitest';
import { timeZone } from '../app/time-zone.ts';
import { formatCompact, formatCount, formatShare, plural } from './format-number.ts';
import { formatClock, formatDateTime, zoneName } from './format-time.ts';

afterEach(() => {
  timeZone.value = 'local';
});

test('a time is shown in UTC, from microseconds as from nanoseconds in text', () => {
  timeZone.value = 'utc';
  expect(formatDateTime(1_795_255_200_125_000)).toBe('2026-11-21 10:00:00.125');
  expect(formatDateTime('1795255200125999999')).toBe('2026-11-21 10:00:00.125');
  expect(formatClock(1_795_255_200_000_000)).toBe('10:00:00.000');
  expect(zoneName()).toBe('UTC');
});

test('a time that is none is said to be none', () => {
  expect(formatDateTime(Number.NaN)).toBe('at no known time');
  expect(formatDateTime('99999999999999999999999')).toBe('at no known time');
});

test('a share is never said to be nothing or all when it is not', () => {
  expect([0, 0.0001, 0.004, 0.256, 0.995, 0.9999, 1].map(formatShare)).toEqual([
    '0%',
    '<0.1%',
    '0.4%',
    '26%',
    '99.5%',
    '>99.9%',
    '100%',
  ]);
});

test('counts are readable', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
  expect(formatCompact(12_345)).toBe('12.3K');
  expect([plural(1, 'span'), plural(2, 'span'), plural(0, 'query', 'queries')]).toEqual([
    '1 span',
    '2 spans',
    '0 queries',
  ]);
});
