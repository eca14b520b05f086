import { describe, expect, it } from 'vitest';
import { askViewer, spanId, withExamples, withOdd } from '../../testing/ask-viewer.ts';
import { backendForTest, sendOtlp } from '../../testing/backend-for-test.ts';
import { CART } from '../../testing/example-traces.ts';
import { largeTraceId, largeTraceRequests } from '../../testing/large-traces.ts';
import { ODD_TRACES } from '../../testing/odd-traces.ts';
import type { SpanDetail, TraceEvents } from './answers.ts';

describe('GET /api/viewer/traces/{id}/spans/{span}', () => {
  it('answers with everything of a span, by its index and by its id', async () => {
    const backend = await withExamples();
    const detail = await askViewer<SpanDetail>(backend, `traces/${CART}/spans/4`);
    expect(await askViewer(backend, `traces/${CART}/spans/${detail.spanId}`)).toEqual(detail);
    expect(detail).toMatchObject({
      index: 4,
      spanCount: 5,
      spanId: spanId(0x15),
      parentSpanId: spanId(0x14),
      service: 'mailer',
      name: 'process',
      kind: 'consumer',
      status: 'unset',
      links: [{ to: 3, attributes: [{ key: 'why', type: 'string', value: 'cause' }] }, { to: -1 }],
      resource: [
        { key: 'service.name' },
        { key: 'service.version' },
        { key: 'process.pid', type: 'int', value: 42 },
      ],
      scope: { name: 'by-hand', version: '0.1', attributes: [] },
      protocol: 'otlp-http',
    } satisfies Record<string, unknown>);
  });

  it('keeps the type of each attribute', async () => {
    const backend = await withExamples();
    const { attributes, traceState } = await askViewer<SpanDetail>(backend, `traces/${CART}/spans/0`);
    const byKey = Object.fromEntries(attributes.map(({ key, type, value }) => [key, [type, value]]));
    expect(byKey).toMatchObject({
      'http.route': ['string', '/cart'],
      'cart.total': ['double', 12.5],
      'cart.express': ['bool', true],
      'cart.big': ['int', '9007199254740993'],
      'cart.items': ['list', ['a', 2, false]],
      'cart.owner': ['map', { name: 'Ada' }],
      'cart.hash': ['bytes', 'AQID'],
    });
    expect(traceState).toBe('vendor=1');
  });

  it('says what is wrong with a span', async () => {
    const { oddTimes, cyclic } = ODD_TRACES;
    const backend = await withOdd(oddTimes);
    await sendOtlp(backend, cyclic.data);
    const warnings = async (trace: string, id: number) =>
      (await askViewer<SpanDetail>(backend, `traces/${trace}/spans/${spanId(id)}`)).warnings.join();
    expect(await warnings(oddTimes.traceId, 3)).toContain('ended before it began');
    expect(await warnings(oddTimes.traceId, 4)).toContain('begins 50000 µs before its parent');
    expect(await warnings(cyclic.traceId, 11)).toContain('circle');
    expect(await warnings(cyclic.traceId, 31)).toContain('parent is not here');
  });

  it.each([
    ['spans/5', 404],
    ['spans/0000000000000099', 404],
    ['spans/x', 400],
    ['spans/-1', 400],
    ['spans', 404],
    ['other', 404],
  ])('refuses %s with %d', async (path, status) => {
    const backend = await withExamples();
    const response = await fetch(`${backend.urls.query}/api/viewer/traces/${CART}/${path}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { status } });
  });
});

describe('GET /api/viewer/traces/{id}/events', () => {
  it('lists the events of all spans by time, and says how many there are', async () => {
    const backend = await backendForTest();
    for (const request of largeTraceRequests({ spans: 1_000 })) await sendOtlp(backend, request);
    const path = `traces/${largeTraceId()}/events`;
    const { events, total } = await askViewer<TraceEvents>(backend, path);
    expect(events).toHaveLength(total);
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).toSorted((a, b) => a - b));
    const first = await askViewer<TraceEvents>(backend, `${path}?limit=3`);
    expect(first).toEqual({ events: events.slice(0, 3), total });
    expect((await fetch(`${backend.urls.query}/api/viewer/${path}?limit=x`)).status).toBe(400);
  });
});
