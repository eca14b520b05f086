import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFixture } from './run-fixture.ts';
import { untracedFetch } from './testing.ts';
import { type CollectedSpan, type Collector, startCollector } from './test-collector.ts';

const COMMON = parseEnv(readFileSync(join(import.meta.dirname, '../../../services/common.env'), 'utf8'));
/** Starting a Node process takes seconds where many run at once. */
const SLOW = { timeout: 30_000 };
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = { traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` };

/** Which of the headers that carry a context there are. */
const formats = (headers: Record<string, string> | undefined) =>
  Object.keys(headers ?? {}).filter((name) => /^(traceparent|tracestate|baggage|b3|x-b3-\w+)$/.test(name));

const run = (services: Record<string, NodeJS.ProcessEnv>) =>
  runFixture('three-services.ts', { SERVICES: JSON.stringify(services) });

describe('three services in one process', () => {
  let collector: Collector;
  let hops: Record<string, string>[];
  let exitCode: number | null;
  let complaints: string[];
  const of = (service: string) => collector.spans.filter((span) => span.service === service);
  const own = (service: string) =>
    of(service)
      .map(({ kind, name }) => `${kind} ${name}`)
      .toSorted();
  const only = (service: string, kind: string) =>
    of(service).find((span) => span.kind === kind) as CollectedSpan;

  beforeAll(async () => {
    collector = await startCollector();
    const services = {
      first: {
        ...COMMON,
        OTEL_SERVICE_NAME: 'first',
        OTEL_PROPAGATORS: 'tracecontext,baggage',
        ...collector.otlpGrpc,
      },
      second: {
        ...COMMON,
        OTEL_SERVICE_NAME: 'second',
        OTEL_PROPAGATORS: 'tracecontext,b3',
        ...collector.otlpHttp,
      },
      third: { ...COMMON, OTEL_SERVICE_NAME: 'third', OTEL_PROPAGATORS: 'b3', ...collector.zipkin },
    };
    const fixture = run(services);
    const response = await untracedFetch(await fixture.url, { headers: CALLER });
    hops = (await response.json()) as Record<string, string>[];
    exitCode = await fixture.stop();
    complaints = fixture.complaints;
  }, SLOW.timeout);
  afterAll(() => collector.stop());

  it('gives each span the service whose code made it', () => {
    expect(own('first')).toEqual(['CLIENT GET', 'INTERNAL work of first', 'SERVER GET /chain/:id']);
    expect(own('second')).toEqual(['CLIENT GET', 'INTERNAL work of second', 'SERVER GET /chain/:id']);
    expect(own('third')).toEqual(['INTERNAL work of third', 'SERVER GET /chain/:id']);
    expect(collector.spans).toHaveLength(8);
  });

  it('exports the spans of each service by its own protocol', () => {
    const protocols = new Set(collector.spans.map(({ service, protocol }) => `${service} ${protocol}`));
    expect([...protocols].toSorted()).toEqual(['first otlp/grpc', 'second otlp/http', 'third zipkin']);
  });

  it('writes on each hop the formats of the service that calls', () => {
    const [atFirst, atSecond, atThird] = hops;
    expect(formats(atFirst)).toEqual(['traceparent']);
    expect(formats(atSecond)).toEqual(['traceparent']);
    expect(formats(atThird).toSorted()).toEqual(['b3', 'traceparent']);
  });

  it('makes one trace of them, in which each caller is the parent of whom it calls', () => {
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
    expect(only('first', 'SERVER').parentId).toBe('00f067aa0ba902b7');
    for (const service of ['first', 'second', 'third']) {
      expect(only(service, 'INTERNAL').parentId).toBe(only(service, 'SERVER').spanId);
    }
    expect(only('second', 'SERVER').parentId).toBe(only('first', 'CLIENT').spanId);
    expect(only('third', 'SERVER').parentId).toBe(only('second', 'CLIENT').spanId);
  });

  it('says which format the context came in', () => {
    const arrivals = collector.spans.filter(({ kind }) => kind === 'SERVER');
    const format = (service: string) =>
      arrivals.find((span) => span.service === service)?.attributes['demo.propagation.format'];
    expect([format('first'), format('second'), format('third')]).toEqual([
      'tracecontext',
      'tracecontext',
      'b3',
    ]);
  });

  it('describes each service in full, and tells instances apart', () => {
    for (const { attributes } of collector.spans) {
      expect(attributes).toMatchObject({
        'service.namespace': 'tracewalk',
        'service.version': '0.1.0',
        'deployment.environment.name': 'laptop',
      });
    }
    const instances = collector.spans.map(({ attributes }) => String(attributes['service.instance.id']));
    expect(new Set(instances).size).toBe(3);
    expect(instances.every((id) => /^[0-9a-f-]{36}$/.test(id))).toBe(true);
  });

  it('sends every span before it ends, and ends without a complaint', () => {
    expect(exitCode).toBe(0);
    expect(complaints).toEqual([]);
  });
});

describe('services in one process', SLOW, () => {
  it('pass a context on through a service that exports nothing', async () => {
    const collector = await startCollector();
    const fixture = run({
      first: { ...COMMON, OTEL_SERVICE_NAME: 'first', OTEL_TRACES_EXPORTER: 'none' },
      second: { ...COMMON, OTEL_SERVICE_NAME: 'second', ...collector.otlpHttp },
    });
    await (await untracedFetch(await fixture.url, { headers: CALLER })).json();
    expect(await fixture.stop()).toBe(0);

    expect(new Set(collector.spans.map(({ service }) => service))).toEqual(new Set(['second']));
    expect(new Set(collector.spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE_ID]));
    collector.stop();
  });

  it('do not start when one of them names a propagator that does not exist', async () => {
    const fixture = run({
      first: { ...COMMON, OTEL_SERVICE_NAME: 'first', OTEL_TRACES_EXPORTER: 'none' },
      second: { ...COMMON, OTEL_SERVICE_NAME: 'second', OTEL_PROPAGATORS: 'tracecontxt' },
    });
    expect(await fixture.ended).toBe(1);
    expect(fixture.complaints.join('\n')).toContain("OTEL_PROPAGATORS names 'tracecontxt'");
  });
});
