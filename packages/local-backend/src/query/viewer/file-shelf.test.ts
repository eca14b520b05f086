import { describe, expect, it } from 'vitest';
import type { Backend } from '../../backend.ts';
import { askViewer, withExamples } from '../../testing/ask-viewer.ts';
import { backendForTest } from '../../testing/backend-for-test.ts';
import { CART, exampleTraces } from '../../testing/example-traces.ts';
import { zipkinFromOtlp } from '../../testing/zipkin-from-otlp.ts';
import type { DroppedFile, Skeleton, SpanDetail } from './answers.ts';

describe('POST /api/viewer/file', () => {
  it('shows the traces of a file, whatever its format, and keeps them apart', async () => {
    const stored = await withExamples();
    const text = async (path: string) => (await fetch(stored.urls.query + path)).text();
    const files = {
      otlp: JSON.stringify(exampleTraces),
      'otlp, of the v3 API': await text(`/api/v3/traces/${CART}`),
      'otlp, a request a line': exampleTraces.resourceSpans
        ?.map((each) => JSON.stringify({ resourceSpans: [each] }))
        .join('\n'),
      jaeger: await text(`/api/traces/${CART}`),
      zipkin: JSON.stringify(zipkinFromOtlp(exampleTraces)),
    };
    const backend = await backendForTest();
    for (const [name, body] of Object.entries(files)) {
      const { file, format, traces } = (await (await drop(backend, body ?? '')).json()) as DroppedFile;
      expect(format).toBe(name.split(',')[0]);
      expect(traces.map(({ traceId }) => traceId)).toContain(CART);
      const { spanCount, protocols, depth } = await askViewer<Skeleton>(
        backend,
        `traces/${CART}?file=${file}`,
      );
      expect({ name, spanCount, protocols }).toEqual({ name, spanCount: 5, protocols: ['file'] });
      expect(depth).toEqual([0, 1, 2, 1, 2]);
      expect(await askViewer<SpanDetail>(backend, `traces/${CART}/spans/4?file=${file}`)).toMatchObject({
        service: 'mailer',
        kind: 'consumer',
      });
    }
    expect(await askViewer(backend, 'search')).toMatchObject({ traces: [] });
    expect(backend.stats().spans).toBe(0);
    expect((await fetch(`${backend.urls.query}/api/viewer/traces/${CART}`)).status).toBe(404);
  });

  it.each([
    ['not JSON', 400, 'Cannot read the JSON'],
    ['{}', 400, 'neither OTLP JSON'],
    ['[]', 400, 'no span in it'],
    ['{"resourceSpans":[]}', 400, 'no span in it'],
    ['{"data":[{"spans":[{"startTime":"x"}]}]}', 400, 'data[0].spans[0].startTime is no whole number'],
    ['{"resourceSpans":[]}\n{"resourceSpans"', 400, 'line 2'],
  ])('answers %s with %d', async (body, status, message) => {
    const backend = await backendForTest();
    const response = await drop(backend, body);
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: { message: string } }).error.message).toContain(message);
  });

  it('forgets the oldest files, and says so', async () => {
    const backend = await backendForTest();
    const files: string[] = [];
    for (let count = 0; count < 9; count++) {
      const { file } = (await (await drop(backend, JSON.stringify(exampleTraces))).json()) as DroppedFile;
      files.push(file);
    }
    const statuses = files.map(
      async (file) => (await fetch(`${backend.urls.query}/api/viewer/traces/${CART}?file=${file}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([404, ...Array.from({ length: 8 }, () => 200)]);
  });

  it('takes a POST only, and none from a foreign page', async () => {
    const backend = await backendForTest();
    expect((await fetch(`${backend.urls.query}/api/viewer/file`)).status).toBe(405);
    const headers = { origin: 'https://evil.example' };
    const foreign = await fetch(`${backend.urls.query}/api/viewer/file`, {
      method: 'POST',
      body: '[]',
      headers,
    });
    expect(foreign.status).toBe(403);
  });
});

const drop = (backend: Backend, body: string) =>
  fetch(`${backend.urls.query}/api/viewer/file`, { method: 'POST', body });
