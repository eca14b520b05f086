import { describe, expect, it } from 'vitest';
import { askViewer, spanId, withExamples } from '../../testing/ask-viewer.ts';
import { CART } from '../../testing/example-traces.ts';
import type { TraceMatches } from './answers.ts';

describe('GET /api/viewer/traces/{id}/search', () => {
  it.each([
    ['stock', [1, 2]],
    ['STOCK', [1, 2]],
    ['get /stock', [2]],
    ['"get /c"', [0]],
    ['"get stock"', []],
    ['error', [2]],
    ['exception.type=Error', [2]],
    ['http.response.status_code=500', [2]],
    ['http.response.status_code=50', []],
    ['process.pid=42', [0, 1, 2, 3, 4]],
    [spanId(0x14), [3, 4]],
    ['cause', [4]],
    ['', []],
  ])('finds %s', async (query, matches) => {
    const backend = await withExamples();
    const path = `traces/${CART}/search?q=${encodeURIComponent(query)}`;
    expect(await askViewer<TraceMatches>(backend, path)).toEqual({ matches, total: matches.length });
  });

  it('refuses more than anybody types', async () => {
    const backend = await withExamples();
    for (const query of ['x'.repeat(1_001), 'x '.repeat(20)]) {
      const path = `/api/viewer/traces/${CART}/search?q=${query}`;
      expect((await fetch(backend.urls.query + path)).status).toBe(400);
    }
  });
});
