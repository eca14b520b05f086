/**
 * Queries on a million spans (40,000 traces of 25 spans, ten services), asked over HTTP of the backend in a process of
 * its own: each figure is the median of many different questions, with what it takes to write and read the answer.
 */
import { exchange, startBackendProcess } from '../packages/local-backend/src/testing/backend-process.ts';
import {
  bulkProtobuf,
  serviceName,
  SPANS_PER_TRACE,
  traceIdOf,
} from '../packages/local-backend/src/testing/bulk-requests.ts';

const SPANS = 1_000_000;
const PER_REQUEST = 1_000;
const TRACES = SPANS / SPANS_PER_TRACE;
const QUESTIONS = Number(process.argv[2] ?? 200);
const OFFSET = 9_400;

const backend = await startBackendProcess('--port-offset', String(OFFSET), '--max-bytes', String(2 ** 30));
const { otlpHttp, query } = backend.urls;
try {
  for (let spans = 0; spans < SPANS; spans += PER_REQUEST) {
    const bulk = { spans: PER_REQUEST, firstTrace: spans / SPANS_PER_TRACE };
    await exchange(`${otlpHttp}/v1/traces`, 'application/x-protobuf', bulkProtobuf(bulk));
  }
  const stats = JSON.parse((await exchange(`${query}/api/stats`)).toString()) as Record<string, number>;
  console.log(`stored spans: ${stats.spans} spans`);
  console.log(`memory of spans and index: ${((stats.bytes ?? 0) / 1e6).toFixed(0)} MB`);
  await measure('trace by id', (index) => `/api/traces/${traceIdOf((index * 7_919) % TRACES)}`);
  await measure('search by service, operation, duration and tag, list of 20', (index) =>
    summaries(index, 20),
  );
  await measure('the same, found nowhere in a million spans', (index) =>
    summaries(index, 20, `nobody-${index}`),
  );
  await measure(
    'search by service, whole traces, 20',
    (index) => `/api/traces?limit=20&service=${serviceName(index % 10)}&start=0`,
  );
  await measure(
    'service graph of all',
    () => '/api/dependencies?endTs=9999999999999&lookback=9999999999999',
    10,
  );
} finally {
  await backend.stop();
}

function summaries(index: number, limit: number, customer = `customer-${(index * 31) % 1_000}`): string {
  const parameters = new URLSearchParams({
    'query.serviceName': serviceName(index % 10),
    'query.operationName': `GET /items/${index % 8}`,
    'query.durationMin': '2ms',
    'query.attributes': JSON.stringify({ 'demo.customer': customer }),
    'query.searchDepth': String(limit),
    'query.startTimeMin': '2026-01-01T00:00:00Z',
    'query.startTimeMax': '2027-01-01T00:00:00Z',
  });
  return `/api/v3/trace-summaries?${parameters.toString()}`;
}

/** The first tenth of the questions is for warming up. */
async function measure(name: string, path: (index: number) => string, times = QUESTIONS): Promise<void> {
  const warm = Math.ceil(times / 10);
  const ms: number[] = [];
  for (let index = 0; index < times + warm; index++) {
    const begin = performance.now();
    await exchange(query + path(index));
    if (index >= warm) ms.push(performance.now() - begin);
  }
  const ordered = ms.toSorted((a, b) => a - b);
  const at = (share: number) => (ordered[Math.floor(ordered.length * share)] ?? Number.NaN).toFixed(2);
  console.log(`${name}: ${at(0.5)} ms`);
  console.log(`${name}, 95 of 100 within: ${at(0.95)} ms`);
}
