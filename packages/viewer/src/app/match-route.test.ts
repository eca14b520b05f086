import { expect, test } from 'vitest';
import { compareHref, matchRoute, traceHref, withQuery } from './match-route.ts';

test('the addresses are those of Jaeger', () => {
  expect(matchRoute('/')).toEqual({ page: 'search' });
  expect(matchRoute('/search')).toEqual({ page: 'search' });
  expect(matchRoute('/search/')).toEqual({ page: 'search' });
  expect(matchRoute('/dependencies')).toEqual({ page: 'dependencies' });
  expect(matchRoute('/monitor')).toEqual({ page: 'monitor' });
  expect(matchRoute('/trace/4bf92f35')).toEqual({ page: 'trace', id: '4bf92f35' });
  expect(matchRoute('/trace/4bf9...00f0')).toEqual({ page: 'compare', a: '4bf9', b: '00f0' });
});

test('everything else is not found', () => {
  const paths = ['/trace', '/trace/a/b', '/searching', '/search/x', '/trace/...b', '/trace/a...b...c'];
  expect(paths.filter((path) => matchRoute(path).page !== 'not-found')).toEqual([]);
});

test('an address made of an id is matched to it again, whatever the id', () => {
  for (const id of ['4bf9', 'a/b', 'ü?&#', '%']) {
    expect(matchRoute(traceHref(id))).toEqual({ page: 'trace', id });
    expect(matchRoute(compareHref(id, 'b'))).toEqual({ page: 'compare', a: id, b: 'b' });
  }
});

test('a broken percent sign is taken as it stands', () => {
  expect(matchRoute('/trace/%E0%A4%A')).toEqual({ page: 'trace', id: '%E0%A4%A' });
});

test('a change of the query leaves the other parameters alone and removes what is empty', () => {
  const url = new URL('http://viewer/search?service=user&limit=20');
  expect(withQuery(url, { limit: '50', tags: 'error=true' })).toBe(
    '/search?service=user&limit=50&tags=error%3Dtrue',
  );
  expect(withQuery(url, { service: '', limit: undefined })).toBe('/search');
});
