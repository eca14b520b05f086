import { describe, expect, it } from 'vitest';
import { drawTrace } from './draw-trace.ts';
import { toTraceJson } from './trace-json.ts';

describe('toTraceJson()', () => {
  it('lists the spans in the order of the tree, each with its place and its share', () => {
    const trace = drawTrace(`
      shop GET /cart    ======
        stock GET /items  ===
    `);
    expect(JSON.parse(JSON.stringify(toTraceJson(trace)))).toMatchObject({
      id: trace.id,
      duration: 6_000,
      services: ['shop', 'stock'],
      errorCount: 0,
      warnings: [],
      spans: [
        { name: 'GET /cart', depth: 0, orphan: false, selfTime: 3_000, criticalTime: 3_000 },
        {
          name: 'GET /items',
          depth: 1,
          parentSpanId: '0000000000000001',
          selfTime: 3_000,
          criticalTime: 3_000,
        },
      ],
    });
  });
});
