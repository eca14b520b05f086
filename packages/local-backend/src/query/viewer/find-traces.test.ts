import { describe, expect, it } from 'vitest';
import { askViewer, withExamples } from '../../testing/ask-viewer.ts';
import { backendForTest } from '../../testing/backend-for-test.ts';
import { BEGIN, CART, ORPHAN, SHORT } from '../../testing/example-traces.ts';
import type { FoundTraces } from './answers.ts';

describe('GET /api/viewer/search', () => {
  it.each([
    ['', [ORPHAN, SHORT, CART]],
    ['service=mailer', [CART]],
    ['operation=GET+%2Fcart', [SHORT, CART]],
    ['tags={"error":"true"}', [CART]],
    ['minDuration=350ms', [ORPHAN]],
    [`start=${BEGIN + 1_000_000}&end=${BEGIN + 2_500_000}`, [SHORT]],
    ['limit=1&service=shop', [SHORT]],
  ])('finds by %s', async (query, expected) => {
    const backend = await withExamples();
    const { traces } = await askViewer<FoundTraces>(backend, `search?${query}`);
    expect(traces.map(({ traceId }) => traceId)).toEqual(expected);
  });

  it('says of each trace what the list shows', async () => {
    const backend = await withExamples();
    const { traces, limited } = await askViewer<FoundTraces>(backend, 'search?service=mailer&limit=1');
    expect(limited).toBe(true);
    expect(traces).toEqual([
      {
        traceId: CART,
        rootService: 'shop',
        rootOperation: 'GET /cart',
        rootError: false,
        startTimeUnixNano: `${BEGIN}000`,
        duration: 90_000,
        spanCount: 5,
        errorCount: 1,
        orphanCount: 0,
        services: [
          { name: 'mailer', spanCount: 1, errorSpanCount: 0 },
          { name: 'shop', spanCount: 3, errorSpanCount: 0 },
          { name: 'stock', spanCount: 1, errorSpanCount: 1 },
        ],
        formats: ['otlp-http'],
        partial: false,
      },
    ]);
  });

  it.each(['minDuration=5', 'limit=0', 'tags=[]', 'start=x', 'start=5&end=4'])(
    'answers 400 to %s',
    async (query) => {
      const backend = await backendForTest();
      expect((await fetch(`${backend.urls.query}/api/viewer/search?${query}`)).status).toBe(400);
    },
  );
});
