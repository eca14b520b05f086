import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { runFixture } from './run-fixture.ts';
import { type Collector, startCollector } from './test-collector.ts';

const COMMON = parseEnv(readFileSync(join(import.meta.dirname, '../../../services/common.env'), 'utf8'));
const run = (env: NodeJS.ProcessEnv) =>
  runFixture('one-service.ts', { ...COMMON, OTEL_SERVICE_NAME: 'alone', ...env }, [
    '--import',
    '@tracewalk/telemetry/register',
  ]);

/** Starting a Node process takes seconds where many run at once. */
const SLOW = { timeout: 30_000 };
const OTLP = { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };

describe('a service in a process of its own', () => {
  let collector: Collector;
  let lines: Record<string, unknown>[];
  let exitCode: number | null;

  beforeAll(async () => {
    collector = await startCollector();
    const fixture = run(collector.otlpHttp);
    const url = await fixture.url;
    for (const path of ['/outer/fetch', '/outer/http', '/healthz', '/readyz'])
      await (await fetch(url + path)).text();
    exitCode = await fixture.stop();
    lines = fixture.lines;
  }, SLOW.timeout);
  afterAll(() => collector.stop());

  it('sends the spans that are left before it ends', () => {
    expect(exitCode).toBe(0);
    expect(collector.spans.length).toBeGreaterThan(0);
  });

  it('has one CLIENT span for each call, by fetch as well as by node:http', () => {
    const traces = Object.values(Object.groupBy(collector.spans, ({ traceId }) => traceId));
    expect(traces.map((spans) => spans?.map(({ kind, name }) => `${kind} ${name}`).toSorted())).toEqual([
      ['CLIENT GET', 'SERVER GET /inner', 'SERVER GET /outer/:by'],
      ['CLIENT GET', 'SERVER GET /inner', 'SERVER GET /outer/:by'],
    ]);
  });

  it('has no spans for its health', () => {
    expect(collector.spans.filter(({ name }) => /healthz|readyz/.test(name))).toEqual([]);
  });

  it('puts the trace and the span into each line of its log', () => {
    const servers = collector.spans.filter(({ name }) => name === 'GET /outer/:by');
    const logged = lines.filter(({ msg }) => msg === 'under way');
    expect(logged.map(({ trace_id }) => trace_id)).toEqual(servers.map(({ traceId }) => traceId));
    expect(logged.map(({ span_id }) => span_id)).toEqual(servers.map(({ spanId }) => spanId));
  });

  it('says what it is', () => {
    expect(collector.spans[0]?.attributes).toMatchObject({
      'service.name': 'alone',
      'service.namespace': 'tracewalk',
      'service.version': '0.1.0',
      'deployment.environment.name': 'laptop',
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });
});

describe('a service whose telemetry goes nowhere', SLOW, () => {
  it.each([
    (url: string) => ({ ...OTLP, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_EXPORTER_OTLP_ENDPOINT: url }),
    (url: string) => ({
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${url}/api/v2/spans`,
    }),
  ])('ends in time, with 0, when the collector is not there', async (exporter) => {
    const { exitCode, took } = await endOf(exporter(`http://127.0.0.1:${await freePort()}`));
    expect(exitCode).toBe(0);
    expect(took).toBeLessThan(3_000);
  });

  it('ends in time, with 0, when the collector takes the connection and never answers', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const { exitCode, took } = await endOf({ ...OTLP, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
    expect(exitCode).toBe(0);
    expect(took).toBeLessThan(3_000);
    silent.close();
  });

  it('serves all the same with OTEL_TRACES_EXPORTER=none', async () => {
    const fixture = run({ OTEL_TRACES_EXPORTER: 'none' });
    const response = await fetch(`${await fixture.url}/outer/fetch`);
    expect(response.status).toBe(200);
    expect(await fixture.stop()).toBe(0);
    expect(fixture.complaints).toEqual([]);
  });

  it('does not start with a propagator that does not exist: a misspelt one would break traces in silence', async () => {
    const fixture = run({ OTEL_PROPAGATORS: 'tracecontxt', OTEL_TRACES_EXPORTER: 'none' });

    expect(await fixture.ended).toBe(1);
    expect(fixture.complaints).toEqual([
      expect.stringMatching(/^Cannot start telemetry: OTEL_PROPAGATORS names 'tracecontxt'\. Known are /),
    ]);
  });
});

/** Serves a request, so that there are spans to send, and stops; how that ends and how long it takes, in ms. */
async function endOf(env: NodeJS.ProcessEnv): Promise<{ exitCode: number | null; took: number }> {
  const fixture = run(env);
  await (await fetch(`${await fixture.url}/outer/fetch`)).text();
  const begun = performance.now();
  const exitCode = await fixture.stop();
  return { exitCode, took: performance.now() - begun };
}
