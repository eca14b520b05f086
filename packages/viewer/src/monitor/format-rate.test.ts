import { expect, test } from 'vitest';
import { formatRate } from './format-rate.ts';

test('a rate is said by the second, and a low one by the minute', () => {
  expect(formatRate(0)).toBe('0/s');
  expect(formatRate(12.345)).toBe('12/s');
  expect(formatRate(1_234)).toBe('1230/s');
  expect(formatRate(0.25)).toBe('0.25/s');
  expect(formatRate(0.05)).toBe('3/min');
});
