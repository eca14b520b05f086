import { expect, test } from 'vitest';
import type { GraphEdge, ServiceGraph } from '../api/types.ts';
import { around, callsOf, filterCalls, isDrawable } from './graph-model.ts';

/** `a>b` is a call. */
function graphOf(...calls: string[]): ServiceGraph {
  const names = [...new Set(calls.flatMap((call) => call.split('>')))];
  return {
    nodes: names.map((name) => ({ name, kind: 'service', spanCount: 1, errorCount: 0 })),
    edges: calls.map((call, index): GraphEdge => {
      const [from = '', to = ''] = call.split('>');
      const numbers = { calls: index + 1, errors: 0, p50: 1, p95: 2 };
      return { from: names.indexOf(from), to: names.indexOf(to), protocol: 'http', ...numbers };
    }),
    traceCount: 1,
  };
}

const pairs = (graph: ServiceGraph): string[] =>
  callsOf(graph).map(({ caller, called }) => `${caller}>${called}`);

test('calls are listed with names, the most frequent first', () => {
  expect(pairs(graphOf('a>b', 'b>c'))).toEqual(['b>c', 'a>b']);
});

test('around a service are its callers and what it calls, and what these call of each other', () => {
  const part = around(graphOf('web>api', 'api>db', 'web>db', 'db>disk', 'job>mail'), 'api');
  expect(part.nodes.map(({ name }) => name)).toEqual(['web', 'api', 'db']);
  expect(pairs(part)).toEqual(['web>db', 'api>db', 'web>api']);
});

test('around a service that is not there is nothing', () => {
  expect(around(graphOf('a>b'), 'c')).toMatchObject({ nodes: [], edges: [] });
});

test('a graph of thousands of services is not drawn', () => {
  const big = graphOf(...Array.from({ length: 5_000 }, (_, index) => `s${index}>s${index + 1}`));
  expect(isDrawable(big)).toBe(false);
  expect(isDrawable(around(big, 's17'))).toBe(true);
});

test('a hub keeps only the calls that touch it', () => {
  const many = Array.from({ length: 60 }, (_, index) => [`hub>s${index}`, `s${index}>s${index + 1}`]).flat();
  expect(pairs(around(graphOf(...many), 'hub')).every((pair) => pair.startsWith('hub>'))).toBe(true);
});

test('rows are found by words of either side or the protocol', () => {
  const calls = callsOf(graphOf('web>api', 'api>db'));
  expect(filterCalls(calls, 'API web http').map(({ called }) => called)).toEqual(['api']);
  expect(filterCalls(calls, '')).toHaveLength(2);
});
