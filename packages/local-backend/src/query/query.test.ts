import { connect } from 'node:net';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { Backend } from '../backend.ts';
import { backendForTest, getJson, sendOtlp } from '../testing/backend-for-test.ts';
import { bulkProtobuf, traceIdOf } from '../testing/bulk-requests.ts';
import { BEGIN, CART, exampleTraces, ORPHAN, SHORT } from '../testing/example-traces.ts';
import type { JaegerTrace } from './jaeger-json.ts';
import type { TraceSummary } from './summary.ts';

const TIMES = 'query.startTimeMin=2026-11-21T09:00:00Z&query.startTimeMax=2026-11-21T12:00:00.5%2B01:00';

async function withExamples(): Promise<Backend> {
  const backend = await backendForTest();
  await sendOtlp(backend, exampleTraces);
  return backend;
}

const summaries = async (backend: Backend, query: string): Promise<TraceSummary[]> =>
  (await getJson<{ summaries: TraceSummary[] }>(backend, `/api/v3/trace-summaries?${query}`)).summaries;

describe('GET /api/v3/trace-summaries', () => {
  it('says of each trace what a list shows, the newest first', async () => {
    const backend = await withExamples();
    expect(await summaries(backend, TIMES)).toEqual([
      {
        traceId: ORPHAN,
        rootServiceName: '',
        rootOperationName: '',
        minStartTimeUnixNano: `${BEGIN + 3_000_000}000`,
        maxEndTimeUnixNano: `${BEGIN + 3_400_000}000`,
        spanCount: 1,
        errorSpanCount: 0,
        orphanSpanCount: 1,
        services: [{ name: 'stock', spanCount: 1, errorSpanCount: 0 }],
      },
      {
        traceId: SHORT,
        rootServiceName: 'shop',
        rootOperationName: 'GET /cart',
        minStartTimeUnixNano: `${BEGIN + 2_000_000}000`,
        maxEndTimeUnixNano: `${BEGIN + 2_000_001}000`,
        spanCount: 1,
        errorSpanCount: 0,
        orphanSpanCount: 0,
        services: [{ name: 'shop', spanCount: 1, errorSpanCount: 0 }],
      },
      {
        traceId: CART,
        rootServiceName: 'shop',
        rootOperationName: 'GET /cart',
        minStartTimeUnixNano: `${BEGIN}000`,
        maxEndTimeUnixNano: `${BEGIN + 90_000}000`,
        spanCount: 5,
        errorSpanCount: 1,
        orphanSpanCount: 0,
        services: [
          { name: 'mailer', spanCount: 1, errorSpanCount: 0 },
          { name: 'shop', spanCount: 3, errorSpanCount: 0 },
          { name: 'stock', spanCount: 1, errorSpanCount: 1 },
        ],
      },
    ]);
  });

  it.each([
    ['query.serviceName=stock', [ORPHAN, CART]],
    ['query.service_name=mailer', [CART]],
    ['query.operationName=publish', [CART]],
    ['query.durationMin=350ms', [ORPHAN]],
    ['query.durationMin=1us&query.durationMax=0.001ms', [SHORT]],
    [`query.attributes=${encodeURIComponent('{"error":"true"}')}`, [CART]],
    ['query.searchDepth=1&query.serviceName=shop', [SHORT]],
    ['query.serviceName=nobody', []],
  ])('finds by %s', async (query, expected) => {
    const backend = await withExamples();
    const found = await summaries(backend, `${TIMES}&${query}`);
    expect(found.map(({ traceId }) => traceId)).toEqual(expected);
  });

  it.each([
    '',
    'query.startTimeMin=2026-11-21T09:00:00Z',
    'query.startTimeMin=yesterday&query.startTimeMax=2026-11-21T09:00:00Z',
    `${TIMES}&query.durationMin=5`,
    `${TIMES}&query.durationMin=5s&query.durationMax=1s`,
    `${TIMES}&query.searchDepth=0`,
    `${TIMES}&query.searchDepth=many`,
    `${TIMES}&query.attributes=[]`,
    `${TIMES}&query.attributes={"a":1}`,
  ])('answers 400 to %s', async (query) => {
    const backend = await backendForTest();
    const response = await fetch(`${backend.urls.query}/api/v3/trace-summaries?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { httpCode: 400 } });
  });
});

describe('a trace by its id', () => {
  it('is found in hex and in base64, by both generations', async () => {
    const backend = await withExamples();
    const base64 = encodeURIComponent(Buffer.from(CART, 'hex').toString('base64'));
    for (const id of [CART, CART.toUpperCase(), base64]) {
      const { data } = await getJson<{ data: JaegerTrace[] }>(backend, `/api/traces/${id}`);
      expect(data[0]?.spans).toHaveLength(5);
      expect(await getJson(backend, `/api/v3/traces/${id}`)).toHaveProperty('result.resourceSpans');
    }
  });

  it('says that it is partial when its oldest spans were evicted', async () => {
    const backend = await backendForTest({ maxBytes: 2 * 1024 * 1024 });
    const spansOf = async () =>
      (await getJson<{ data: JaegerTrace[] }>(backend, `/api/traces/${traceIdOf(0)}`)).data[0];
    await sendOtlp(backend, bulkProtobuf({ spans: 25 }));
    const again = { ...exampleTraces.resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[3], traceId: traceIdOf(0) };
    for (let request = 1; backend.stats().evictedSpans === 0; request++) {
      await sendOtlp(backend, { resourceSpans: [{ scopeSpans: [{ spans: [again] }] }] });
      await sendOtlp(backend, bulkProtobuf({ spans: 500, firstTrace: request * 20 }));
    }
    expect((await spansOf())?.warnings).toEqual([expect.stringContaining('partial')]);
  });
});

describe('a span that is unusual', () => {
  it('is shown with a duration of 0 and a warning when it ends before it begins', async () => {
    const backend = await backendForTest();
    const span = { traceId: CART, spanId: '1'.repeat(16), name: 'back' };
    const times = { startTimeUnixNano: '2000000', endTimeUnixNano: '1000000' };
    await sendOtlp(backend, { resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, ...times }] }] }] });
    const { data } = await getJson<{ data: JaegerTrace[] }>(backend, `/api/traces/${CART}`);
    expect(data[0]?.spans[0]).toMatchObject({ startTime: 2_000, duration: 0 });
    expect(data[0]?.spans[0]?.warnings).toEqual([expect.stringContaining('ends before it begins')]);
  });
});

describe('POST /api/transform', () => {
  it("turns OTLP/JSON into Jaeger's JSON and stores nothing", async () => {
    const [backend, stored] = [await backendForTest(), await withExamples()];
    const response = await fetch(`${backend.urls.query}/api/transform`, {
      method: 'POST',
      body: JSON.stringify(exampleTraces),
    });
    const { data } = (await response.json()) as { data: JaegerTrace[] };
    expect(data.map(({ traceID }) => traceID)).toEqual([CART, SHORT, ORPHAN]);
    const answer = await getJson<{ data: JaegerTrace[] }>(stored, `/api/traces/${CART}`);
    expect(data[0]).toEqual(answer.data[0]);
    expect(backend.stats().spans).toBe(0);
  });

  it('answers 400 to what is no OTLP', async () => {
    const backend = await backendForTest();
    const response = await fetch(`${backend.urls.query}/api/transform`, { method: 'POST', body: 'nope' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ data: null, errors: [{ code: 400 }] });
  });
});

describe('GET /api/metrics', () => {
  const RANGE = `endTs=${BEGIN / 1_000 + 4_000}&lookback=4000&step=2000`;

  it.each([
    [
      'calls?service=shop&groupByOperation=true',
      'service_operation_call_rate',
      { operation: 'GET /cart', service_name: 'shop' },
      [0.5, 0.5],
    ],
    [
      'calls?service=shop&spanKind=client&spanKind=producer',
      'service_call_rate',
      { service_name: 'shop' },
      [1, 0],
    ],
    ['errors?service=stock', 'service_error_rate', { service_name: 'stock' }, [1, 'NaN']],
    ['latencies?service=shop&quantile=0.95', 'service_latencies', { service_name: 'shop' }, [90, 0.001]],
  ])('answers %s', async (query, name, labels, values) => {
    const backend = await withExamples();
    const family = await getJson<Record<string, unknown>>(backend, `/api/metrics/${query}&${RANGE}`);
    expect(family).toEqual({
      name,
      type: 'GAUGE',
      help: expect.any(String) as string,
      metrics: [
        {
          labels: Object.entries(labels).map(([label, value]) => ({ name: label, value })),
          metricPoints: values.map((doubleValue, index) => ({
            gaugeValue: { doubleValue },
            timestamp: new Date(BEGIN / 1_000 + (index + 1) * 2_000).toISOString(),
          })),
        },
      ],
    });
  });

  it('answers minstep, and no metrics for a service that has no calls', async () => {
    const backend = await withExamples();
    expect(await getJson(backend, '/api/metrics/minstep')).toMatchObject({ data: 1_000 });
    expect(await getJson(backend, `/api/metrics/calls?service=nobody&${RANGE}`)).toMatchObject({
      metrics: [],
    });
  });

  it.each(['latencies?service=a&quantile=2', 'calls?service=a&spanKind=odd', 'errors?service=a&step=x'])(
    'answers 400 to %s',
    async (query) => {
      const backend = await backendForTest();
      expect((await fetch(`${backend.urls.query}/api/metrics/${query}`)).status).toBe(400);
    },
  );
});

describe('what the query API refuses', () => {
  it.each([
    { host: 'evil.example' },
    { host: '127.0.0.1.evil.example:16686' },
    { host: 'localhost', origin: 'https://evil.example' },
    { host: 'localhost', origin: 'null' },
  ])('a request with $host $origin: 403', async (headers) => {
    const backend = await backendForTest();
    expect(await statusOf(backend, '/api/services', headers)).toBe(403);
  });

  it.each([
    { host: 'localhost:16686' },
    { host: '[::1]:1' },
    { host: '127.0.0.1', origin: 'http://localhost:8080' },
  ])('but not one with $host $origin', async (headers) => {
    const backend = await backendForTest();
    expect(await statusOf(backend, '/api/services', headers)).toBe(200);
  });

  it('another method: 405; another path: 404', async () => {
    const backend = await backendForTest();
    const posted = await fetch(`${backend.urls.query}/api/traces`, { method: 'POST', body: 'x' });
    expect(posted.status).toBe(405);
    expect(posted.headers.get('allow')).toBe('GET, HEAD');
    const paths = ['/api', '/api/nothing', '/api/v3/nothing', '/other', '/api/traces/1/2', '//', '/api//'];
    const statuses = await Promise.all(paths.map((path) => statusOf(backend, path)));
    expect(statuses).toEqual(paths.map(() => 404));
  });

  it('a path or a request line that is malformed: 400, and it goes on', async () => {
    const backend = await backendForTest();
    expect(await statusOf(backend, '/api/services/%zz/operations')).toBe(400);
    const socket = connect(Number(new URL(backend.urls.query).port), '127.0.0.1');
    socket.write('GET http:///// HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1.1 4\d\d /);
    socket.destroy();
    expect(await statusOf(backend, '/')).toBe(200);
  });

  it('answers for a remote host when that is allowed', async () => {
    const backend = await backendForTest({ allowRemote: true });
    expect(await statusOf(backend, '/api/services', { host: 'traces.lan' })).toBe(200);
  });
});

/** `fetch` does not let a program choose its Host. */
async function statusOf({ urls }: Backend, path: string, headers = {}): Promise<number | undefined> {
  const { hostname, port } = new URL(urls.query);
  const request = httpRequest({ hostname, port, path, headers, agent: false });
  request.end();
  const [response] = (await once(request, 'response')) as [{ statusCode?: number; resume(): void }];
  response.resume();
  return response.statusCode;
}
