import { expect, test } from 'vitest';
import type { FoundTrace } from '../api/types.ts';
import { EMPTY, fits, resume, take } from './live-list.ts';

const trace = (traceId: string, part: Partial<FoundTrace> = {}): FoundTrace => ({
  traceId,
  rootService: 'user',
  rootOperation: 'GET /',
  rootError: false,
  startTimeUnixNano: '0',
  duration: 1_000,
  spanCount: 1,
  errorCount: 0,
  orphanCount: 0,
  services: [{ name: 'user', spanCount: 0, errorSpanCount: 0 }],
  formats: [],
  partial: false,
  ...part,
});

const ids = (traces: readonly FoundTrace[]) => traces.map(({ traceId }) => traceId).join('');

test('new traces come on top, and the list stays short', () => {
  let list = take(take(EMPTY, trace('a'), false), trace('b'), false);
  expect(ids(list.shown)).toBe('ba');
  for (let count = 0; count < 300; count++) list = take(list, trace(`t${count}`), false);
  expect(list.shown).toHaveLength(100);
});

test('while it is paused traces wait, and are on top afterwards', () => {
  let list = take(EMPTY, trace('a'), false);
  list = take(take(list, trace('b'), true), trace('c'), true);
  expect(ids(list.shown)).toBe('a');
  expect(ids(resume(list).shown)).toBe('cba');
  expect(resume(list).waiting).toEqual([]);
});

test('a trace that grew takes its own place, paused or not', () => {
  const list = take(take(EMPTY, trace('a'), false), trace('b'), false);
  const grown = take(list, trace('a', { spanCount: 7 }), true);
  expect(ids(grown.shown)).toBe('ba');
  expect(grown.shown[1]?.spanCount).toBe(7);
});

test('a trace is filtered by who took part and how long it took', () => {
  const filter = { service: '', minDuration: '', maxDuration: '' };
  expect(fits(trace('a'), filter)).toBe(true);
  expect(fits(trace('a'), { ...filter, service: 'drain' })).toBe(false);
  expect(fits(trace('a'), { ...filter, minDuration: '2ms' })).toBe(false);
  expect(fits(trace('a'), { ...filter, maxDuration: '500us' })).toBe(false);
  expect(fits(trace('a'), { service: 'user', minDuration: '1ms', maxDuration: '1s' })).toBe(true);
});
