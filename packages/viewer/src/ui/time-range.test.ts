import { afterEach, expect, test } from 'vitest';
import { timeZone } from '../app/time-zone.ts';
import { fromDateTimeInput, rangeNow, readRange, toDateTimeInput } from './time-range.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const read = (query: string) => readRange(new URLSearchParams(query));

afterEach(() => {
  timeZone.value = 'local';
});

test('an address without a range means the last hour', () => {
  expect(read('')).toEqual({ lookback: '1h', start: '', end: '' });
  expect(rangeNow(read(''), NOW)).toEqual({ start: (NOW - 3_600_000) * 1_000 });
});

test('links of the Jaeger UI are understood: their lookback counts, not the start and end beside it', () => {
  expect(rangeNow(read('lookback=2d&start=1&end=2'), NOW)).toEqual({ start: (NOW - 2 * 86_400_000) * 1_000 });
  expect(read('lookback=custom&start=17&end=18')).toEqual({ lookback: 'custom', start: '17', end: '18' });
});

test('start and end alone are a range of their own', () => {
  expect(rangeNow(read('start=1700000000000000'), NOW)).toEqual({
    start: 1_700_000_000_000_000,
    end: undefined,
  });
});

test('nonsense in the address is the last hour', () => {
  const nonsense = ['lookback=yesterday', 'start=soon', 'lookback=__proto__'];
  expect(nonsense.map((query) => read(query).lookback)).toEqual(['1h', '1h', '1h']);
});

test('any time has no ends', () => {
  expect(rangeNow(read('lookback=all'), NOW)).toEqual({});
});

test('a time in an input stands for the same moment in either zone', () => {
  const time = String(NOW * 1_000);
  for (const zone of ['utc', 'local'] as const) {
    timeZone.value = zone;
    expect(fromDateTimeInput(toDateTimeInput(time))).toBe(time);
  }
  timeZone.value = 'utc';
  expect(toDateTimeInput(time)).toBe('2026-11-21T12:00:00');
  expect(fromDateTimeInput('')).toBe('');
  expect(fromDateTimeInput('soon')).toBe('');
});
