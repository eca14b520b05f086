import { describe, expect, it } from 'vitest';
import { askViewer, spanId, withExamples, withOdd } from '../../testing/ask-viewer.ts';
import { backendForTest, sendOtlp } from '../../testing/backend-for-test.ts';
import { BEGIN, CART } from '../../testing/example-traces.ts';
import { ODD_TRACES } from '../../testing/odd-traces.ts';
import type { ServiceGraph } from './answers.ts';

describe('GET /api/viewer/dependencies', () => {
  it('has the calls between services with protocol, errors and durations', async () => {
    const backend = await withExamples();
    const { nodes, edges, traceCount } = await askViewer<ServiceGraph>(backend, 'dependencies');
    const named = edges.map(({ from, to, ...edge }) => ({
      from: nodes[from]?.name,
      to: nodes[to]?.name,
      ...edge,
    }));
    expect(traceCount).toBe(3);
    expect(named.toSorted((a, b) => (a.to ?? '').localeCompare(b.to ?? ''))).toEqual([
      { from: 'shop', to: 'mailer', calls: 1, errors: 0, protocol: 'messaging', p50: 10_000, p95: 10_000 },
      { from: 'shop', to: 'stock', calls: 1, errors: 1, protocol: 'other', p50: 57_000, p95: 57_000 },
    ]);
    expect(nodes).toContainEqual({ name: 'stock', kind: 'service', spanCount: 2, errorCount: 1 });
    expect(await askViewer(backend, `dependencies?end=${BEGIN - 1}`)).toEqual({
      nodes: [],
      edges: [],
      traceCount: 0,
    });
  });

  it('tells HTTP, gRPC and databases by the attributes of the spans', async () => {
    const backend = await backendForTest();
    await sendOtlp(backend, {
      resourceSpans: [
        of('a', span(1, 0, 3, 'http.request.method', 'GET'), span(2, 0, 3, 'rpc.system', 'grpc')),
        of('b', span(3, 1, 2, 'http.method', 'GET'), span(4, 3, 3, 'db.system.name', 'postgresql')),
        of('c', span(5, 2, 2, 'none', '')),
      ],
    });
    const { nodes, edges } = await askViewer<ServiceGraph>(backend, 'dependencies');
    const named = edges.map(
      ({ from, to, protocol }) => `${nodes[from]?.name} ${protocol} ${nodes[to]?.name}`,
    );
    expect(named.toSorted()).toEqual(['a grpc c', 'a http b', 'b database postgresql']);
    expect(nodes.find(({ kind }) => kind === 'database')).toMatchObject({ name: 'postgresql', spanCount: 1 });
  });

  it('has room for 5,000 services', async () => {
    const backend = await withOdd(ODD_TRACES.manyServices);
    const { nodes, edges } = await askViewer<ServiceGraph>(backend, 'dependencies');
    expect([nodes.length, edges.length]).toEqual([5_000, 4_999]);
  });
});

const span = (id: number, parent: number, kind: number, key: string, stringValue: string) => ({
  traceId: CART,
  spanId: spanId(id),
  parentSpanId: parent > 0 ? spanId(parent) : '',
  name: `operation ${id}`,
  kind,
  startTimeUnixNano: '1000',
  endTimeUnixNano: '2001000',
  attributes: [{ key, value: { stringValue } }],
});
const of = (service: string, ...spans: object[]) => ({
  resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
  scopeSpans: [{ spans }],
});
