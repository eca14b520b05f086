import { expect, it } from 'vitest';
import { tickLabel } from './tick-label.ts';

it('writes round times shortly', () => {
  expect([tickLabel(0, 200), tickLabel(200, 200), tickLabel(20_000, 10_000)]).toEqual([
    '0',
    '200 µs',
    '20 ms',
  ]);
  expect([tickLabel(1_500_000, 500_000), tickLabel(7_200_000_000, 600_000_000)]).toEqual([
    '1.5 s',
    '2 h 0 min',
  ]);
});

it('has enough digits to tell a tick from the next, deep in a long trace', () => {
  expect([tickLabel(7_200_000_010, 10), tickLabel(7_200_000_020, 10)]).toEqual([
    '7200.00001 s',
    '7200.00002 s',
  ]);
});
