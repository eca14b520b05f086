import { expect, test } from 'vitest';
import type { GraphEdge, ServiceGraph } from '../api/types.ts';
import { layoutGraph as layout, type Direction } from './layout-graph.ts';

const node = (name: string) => ({ name, kind: 'service' as const, spanCount: 1, errorCount: 0 });
const call = (from: number, to: number, part: Partial<GraphEdge> = {}): GraphEdge => ({
  from,
  to,
  calls: 1_200,
  errors: 0,
  protocol: 'http',
  p50: 1,
  p95: 2,
  ...part,
});

const measure = (text: string) => text.length * 7;

const layoutGraph = (graph: ServiceGraph, direction: Direction) =>
  layout(graph, { direction, compact: false, measure });

const places = (graph: ServiceGraph) =>
  layoutGraph(graph, 'LR')
    .nodes.map(({ node: { name }, x, y }) => `${name} ${x} ${y}`)
    .toSorted();

const GRAPH: ServiceGraph = {
  nodes: [node('web'), node('api'), node('x'.repeat(80))],
  edges: [call(0, 1), call(0, 1, { protocol: 'messaging' }), call(1, 2, { errors: 12 }), call(2, 0)],
  traceCount: 1,
};

test('callers stand before those they call, and nothing is on top of another', () => {
  const { nodes } = layoutGraph({ ...GRAPH, edges: GRAPH.edges.slice(0, 3) }, 'LR');
  const [web, api] = nodes;
  expect(web?.x).toBeLessThan(api?.x ?? 0);
  for (const a of nodes) {
    for (const b of nodes) {
      const overlaps =
        Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
      expect(a !== b && overlaps).toBe(false);
    }
  }
});

test('two protocols between the same services are two edges', () => {
  const texts = layoutGraph(GRAPH, 'LR').edges.map(({ text }) => text);
  expect(texts).toEqual(['HTTP 1.2K', 'messaging 1.2K', 'HTTP 1.2K', 'HTTP 1.2K']);
});

test('failed calls have their share written at the edge', () => {
  expect(layoutGraph(GRAPH, 'LR').edges[2]?.errorText).toBe('✗ 1.0%');
});

test('a long name is cut', () => {
  expect(layoutGraph(GRAPH, 'TB').nodes[2]?.label).toBe(`${'x'.repeat(25)}…`);
});

test('the order in which services are answered does not change the picture', () => {
  const turned = { ...GRAPH, nodes: [node('api'), node('web'), GRAPH.nodes[2] ?? node('')] };
  const swap = [1, 0, 2];
  turned.edges = GRAPH.edges.map((edge) => ({ ...edge, from: swap[edge.from] ?? 0, to: swap[edge.to] ?? 0 }));
  expect(places(turned)).toEqual(places(GRAPH));
});

test('a compact graph is narrower and says only what failed', () => {
  const compact = layout(GRAPH, { direction: 'TB', compact: true, measure });
  expect(compact.width).toBeLessThan(layoutGraph(GRAPH, 'TB').width);
  expect(compact.edges.map(({ text, errorText }) => text + errorText)).toEqual(['', '', '✗ 1.0%', '']);
});
