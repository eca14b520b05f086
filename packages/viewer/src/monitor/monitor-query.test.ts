import { expect, test } from 'vitest';
import { readRange } from '../ui/time-range.ts';
import { toApi, tracesHref } from './monitor-query.ts';

const NOW = 1_700_000_000_000;
const ask = (query: string, part = {}) =>
  Object.fromEntries(
    new URL(
      toApi(
        { ...readRange(new URLSearchParams(query)), service: '', operation: '', spans: 'calls', ...part },
        NOW,
      ),
      'http://viewer',
    ).searchParams,
  );

test('an hour is asked for in steps of a minute', () => {
  expect(ask('lookback=1h')).toEqual({
    start: String((NOW - 3_600_000) * 1_000),
    end: String(NOW * 1_000),
    step: '60000000',
  });
});

test('any time is the last week: a chart has a begin', () => {
  expect(ask('lookback=all')['start']).toBe(String((NOW - 7 * 86_400_000) * 1_000));
});

test('a service and all of its spans can be asked for', () => {
  expect(ask('', { service: 'user', spans: 'all' })).toMatchObject({ service: 'user', kind: 'all' });
});

const asked = (href: string) => Object.fromEntries(new URL(href, 'http://viewer').searchParams);

test('a click leads to the traces behind the number', () => {
  const step = { service: 'user', operation: 'GET /', start: 10.5, end: 20.5 };
  expect(asked(tracesHref(step, { errors: true }))).toEqual({
    service: 'user',
    operation: 'GET /',
    lookback: 'custom',
    start: '10',
    end: '21',
    tags: '{"error":"true"}',
    limit: '100',
  });
  expect(asked(tracesHref(step, { longerThan: 1_234.5 }))).toMatchObject({ minDuration: '1234us' });
  expect(asked(tracesHref({ service: '' }))).toEqual({ limit: '100' });
});
