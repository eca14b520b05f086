import { once } from 'node:events';
import { type IncomingMessage, request as httpRequest } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../backend.ts';
import { askViewer, spanId, withExamples, withOdd } from '../../testing/ask-viewer.ts';
import { backendForTest, sendOtlp } from '../../testing/backend-for-test.ts';
import { BEGIN, CART, exampleTraces, SHORT } from '../../testing/example-traces.ts';
import { largeTraceId, largeTraceRequests } from '../../testing/large-traces.ts';
import { ODD_TRACES } from '../../testing/odd-traces.ts';
import { type Skeleton, type SpanDetail, SpanFlag } from './answers.ts';

describe('GET /api/viewer/traces/{id}', () => {
  it('answers with the whole trace in columns, in the order of its tree', async () => {
    const backend = await withExamples();
    expect(await askViewer(backend, `traces/${CART}`)).toEqual({
      traceId: CART,
      spanCount: 5,
      startTimeUnixNano: `${BEGIN}000`,
      duration: 90_000,
      errorCount: 1,
      services: [
        { name: 'shop', spanCount: 3, errorCount: 0 },
        { name: 'stock', spanCount: 1, errorCount: 1 },
        { name: 'mailer', spanCount: 1, errorCount: 0 },
      ],
      operations: ['GET /cart', 'GET', 'publish', 'GET /stock', 'process'],
      startDelta: [0, 1_000, 1_000, 59_000, 9_000],
      spanDuration: [90_000, 59_000, 57_000, 1_500, 10_000],
      depth: [0, 1, 2, 1, 2],
      service: [0, 0, 1, 0, 2],
      operation: [0, 1, 3, 2, 4],
      kind: [2, 3, 2, 4, 5],
      status: [1, 0, 2, 0, 0],
      flags: [0, 0, SpanFlag.error | SpanFlag.events, SpanFlag.linkedBy, SpanFlag.links],
      protocol: [0, 0, 0, 0, 0],
      contextFormat: [0, 0, 0, 0, 0],
      protocols: ['otlp-http'],
      contextFormats: [''],
      critical: [0, 1_000, 1, 1_000, 1, 57_000, -1, 1_000, -1, 1_000, 3, 1_500, -3, 27_500],
      skew: [],
      events: [2, 3_000, 0],
      eventNames: ['exception'],
      links: [
        { from: 4, traceId: CART, spanId: spanId(0x14), to: 3, known: true },
        { from: 4, traceId: SHORT, spanId: spanId(0x21), to: -1, known: true },
      ],
      linkedBy: [{ to: 3, traceId: CART, spanId: spanId(0x15), service: 'mailer', operation: 'process' }],
      partial: false,
      warnings: [],
    } satisfies Skeleton);
  });

  it('knows which spans of other traces link to it', async () => {
    const backend = await withExamples();
    const { linkedBy, flags } = await askViewer<Skeleton>(backend, `traces/${SHORT}`);
    expect(linkedBy).toEqual([
      { to: 0, traceId: CART, spanId: spanId(0x15), service: 'mailer', operation: 'process' },
    ]);
    expect(flags).toEqual([SpanFlag.linkedBy]);
  });

  it('says of 50,000 spans what it says of five, in little', async () => {
    const backend = await backendForTest();
    for (const request of largeTraceRequests({ spans: 50_000 })) await sendOtlp(backend, request);
    const { bytes, encoding } = await getRaw(backend, `/api/viewer/traces/${largeTraceId()}`);
    const skeleton = JSON.parse(gunzipSync(bytes).toString()) as Skeleton;
    expect(encoding).toBe('gzip');
    expect(bytes.length).toBeLessThan(320_000);
    expect(skeleton.depth).toHaveLength(50_000);
    expect(skeleton.contextFormats).toEqual(['', 'tracecontext', 'b3multi']);
    expect(skeleton.critical.filter((_, at) => at % 2 === 1).reduce((sum, each) => sum + each)).toBe(
      60_000_000,
    );
  });

  it('mends and marks circles, orphans and spans that are their own parent, and says so', async () => {
    const backend = await withOdd(ODD_TRACES.cyclic);
    const skeleton = await askViewer<Skeleton>(backend, `traces/${ODD_TRACES.cyclic.traceId}`);
    const marked = (flag: number) =>
      skeleton.operation.flatMap((name, at) => (has(skeleton, at, flag) ? [skeleton.operations[name]] : []));
    expect(skeleton.spanCount).toBe(8);
    expect(marked(SpanFlag.cut)).toEqual(['its own parent', 'first of the circle']);
    expect(marked(SpanFlag.orphan)).toEqual(['its parent is missing']);
    expect(skeleton.warnings.join(' ')).toMatch(
      /1 span named a parent.*The parents of 2 spans form a circle/,
    );
  });

  it('marks times that cannot be: ends before begins, and clocks that disagree', async () => {
    const { oddTimes } = ODD_TRACES;
    const backend = await withOdd(oddTimes);
    const skeleton = await askViewer<Skeleton>(backend, `traces/${oddTimes.traceId}`);
    const at = (name: string) => skeleton.operation.indexOf(skeleton.operations.indexOf(name));
    expect(has(skeleton, at('ends before it begins'), SpanFlag.backwards)).toBe(true);
    expect(skeleton.spanDuration[at('ends before it begins')]).toBe(0);
    expect(has(skeleton, at('no time at all'), SpanFlag.backwards)).toBe(false);
    expect(skeleton.skew).toEqual([at('begins before its parent'), 50_000]);
    expect(skeleton.duration).toBe(300_000);
  });

  it.each(Object.entries(ODD_TRACES))(
    'answers for the odd trace %s, and for each of its first spans',
    async (_, odd) => {
      const backend = await withOdd(odd);
      const { spanCount } = await askViewer<Skeleton>(backend, `traces/${odd.traceId}`);
      const sent = (odd.data.resourceSpans ?? []).flatMap(({ scopeSpans = [] }) =>
        scopeSpans.flatMap(({ spans = [] }) => spans),
      );
      expect(spanCount).toBe(sent.length);
      for (let index = 0; index < Math.min(8, spanCount); index++) {
        expect(await askViewer<SpanDetail>(backend, `traces/${odd.traceId}/spans/${index}`)).toHaveProperty(
          'spanId',
        );
      }
    },
  );

  it('tells a service that did not say its name', async () => {
    const backend = await backendForTest();
    const [span] = exampleTraces.resourceSpans?.[0]?.scopeSpans?.[0]?.spans ?? [];
    await sendOtlp(backend, { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
    const { services } = await askViewer<Skeleton>(backend, `traces/${CART}`);
    expect(services).toEqual([
      { name: 'missing-service-name', spanCount: 1, errorCount: 0, nameMissing: true },
    ]);
  });
});

const has = ({ flags }: Skeleton, index: number, flag: number): boolean => ((flags[index] ?? 0) & flag) !== 0;

/** As the server sends it; `fetch` would unpack it. */
async function getRaw({ urls }: Backend, path: string): Promise<{ bytes: Buffer; encoding?: string }> {
  const request = httpRequest(urls.query + path, { headers: { 'accept-encoding': 'gzip' }, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { bytes: Buffer.concat(chunks), encoding: response.headers['content-encoding'] };
}
