import { expect, test } from 'vitest';
import { durationOf, problemsOf, readSearch, toAddress, toApi } from './search-query.ts';

const read = (query: string) => readSearch(new URLSearchParams(query));
const NOW = 1_700_000_000_000;

test('an empty address asks for the latest traces of all services', () => {
  expect(toApi(read(''), NOW)).toBe(`/api/viewer/search?start=${(NOW - 3_600_000) * 1_000}&limit=20`);
});

test('a link of the Jaeger UI asks for the same here', () => {
  const link =
    'end=1700000000000000&limit=50&lookback=custom&maxDuration=2s&minDuration=1ms&operation=all&service=user' +
    '&start=1600000000000000&tags=%7B%22error%22%3A%22true%22%7D';
  const asked = new URL(toApi(read(link), NOW), 'http://viewer').searchParams;
  expect(Object.fromEntries(asked)).toEqual({
    service: 'user',
    tags: '{"error":"true"}',
    start: '1600000000000000',
    end: '1700000000000000',
    minDuration: '1ms',
    maxDuration: '2s',
    limit: '50',
  });
});

test('what the form has goes into the address and comes back', () => {
  const search = { ...read(''), service: 'user', tags: 'a=1 b="c d"', minDuration: '5ms' };
  const address = new URLSearchParams(
    Object.entries(toAddress(search)).filter((pair): pair is [string, string] => Boolean(pair[1])),
  );
  expect(readSearch(address)).toEqual(search);
});

test('a limit that is none is 20, and the most is 1500', () => {
  expect(read('limit=-1').limit).toBe('20');
  expect(read('limit=many').limit).toBe('20');
  expect(read('limit=99999').limit).toBe('1500');
});

test('durations are those of Go', () => {
  expect(durationOf('1.5s')).toBe(1_500_000);
  expect(durationOf('1m30s')).toBe(90_000_000);
  expect(durationOf('500us')).toBe(500);
  expect(durationOf('')).toBeUndefined();
  const wrong = ['1', 's', '1 s', '-1s', '1s!'];
  expect(wrong.filter((text) => durationOf(text) !== null)).toEqual([]);
});

test('each wrong field is told apart', () => {
  const problems = problemsOf({
    ...read('lookback=custom&start=2&end=1'),
    tags: '"',
    minDuration: 'long',
    maxDuration: '1ms',
  });
  expect(problems.tags).toContain('Cannot read the tags');
  expect(problems.minDuration).toContain('Expected a duration');
  expect(problems.maxDuration).toBeUndefined();
  expect(problems.end).toContain('ends before it begins');
  expect(problemsOf({ ...read(''), minDuration: '2s', maxDuration: '1s' }).maxDuration).toContain('Shorter');
});
