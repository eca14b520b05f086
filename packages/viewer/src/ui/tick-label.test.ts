import { expect, test } from 'vitest';
import { durationTick } from './tick-label.ts';

test('ticks have no zeros behind the point', () => {
  expect([0, 100_000, 1_500_000, 1_000_000, 250, 20_000].map(durationTick)).toEqual([
    '0',
    '100 ms',
    '1.5 s',
    '1 s',
    '250 us',
    '20 ms',
  ]);
});
