import { describe, expect, it, onTestFinished } from 'vitest';
import type { Backend } from '../backend.ts';
import { backendForTest, sendOtlp } from '../testing/backend-for-test.ts';
import { BEGIN, CART, exampleTraces, ORPHAN, SHORT } from '../testing/example-traces.ts';

interface Announcement {
  event: string;
  data: Record<string, unknown>;
}

describe('GET /api/live', () => {
  it('announces a trace once it is complete: its root is there, and nothing came for a while', async () => {
    const backend = await backendForTest();
    const next = await follow(backend);
    const begin = performance.now();
    await sendOtlp(backend, exampleTraces);
    const announced = [await next(), await next()];
    expect(performance.now() - begin).toBeGreaterThan(290);
    expect(announced.map(({ data }) => data.traceID)).toEqual([CART, SHORT]);
    expect(announced[0]).toEqual({
      event: 'trace',
      data: {
        traceID: CART,
        rootService: 'shop',
        rootOperation: 'GET /cart',
        startTimeUnixNano: `${BEGIN}000`,
        durationUs: 90_000,
        spanCount: 5,
        errorCount: 1,
        services: ['mailer', 'shop', 'stock'],
        formats: ['otlp-http'],
        partial: false,
      },
    });
  });

  it('announces a trace again, as updated, when a span comes late; and one without a root after 5 s', async () => {
    const backend = await backendForTest();
    const next = await follow(backend);
    const [shop, stock] = exampleTraces.resourceSpans ?? [];
    await sendOtlp(backend, { resourceSpans: [shop] });
    expect([(await next()).event, (await next()).event]).toEqual(['trace', 'trace']);
    await sendOtlp(backend, { resourceSpans: [stock] });
    const updated = await next();
    expect(updated).toMatchObject({ event: 'updated', data: { traceID: CART, spanCount: 4 } });
    expect(await next()).toMatchObject({ event: 'trace', data: { traceID: ORPHAN, rootService: '' } });
  });

  it('lets go of its clients when the backend closes', async () => {
    const backend = await backendForTest();
    const response = await fetch(`${backend.urls.query}/api/live`);
    await backend.close();
    expect(await response.text()).toContain('retry:');
  });

  it('has an end to how many may follow', async () => {
    const backend = await backendForTest();
    for (let client = 0; client < 32; client++) await follow(backend);
    expect((await fetch(`${backend.urls.query}/api/live`)).status).toBe(503);
  });
});

/** Follows the list; gives a function that waits for the next announcement. */
async function follow({ urls }: Backend): Promise<() => Promise<Announcement>> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${urls.query}/api/live`, { signal: abort.signal });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const announcements = read(response.body as ReadableStream<Uint8Array>);
  return async () => (await announcements.next()).value as Announcement;
}

async function* read(body: ReadableStream<Uint8Array>): AsyncGenerator<Announcement> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const [, event, data] = /event: (\w+)\ndata: (.*)/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (event && data) yield { event, data: JSON.parse(data) as Announcement['data'] };
    }
  }
}
