import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createNet } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  decode,
  encode,
  exportRequest,
  exportResponse,
} from '../../../local-backend/src/testing/otlp-schema.ts';
import { backendForTest } from '../../../local-backend/src/testing/backend-for-test.ts';
import { profileNamed } from '../profiles/index.ts';
import type { Endpoint } from '../send/endpoint.ts';
import { type ProtoSpan, faultsOf, spansIn } from '../testing/batches.ts';
import { deadPort, listenForTest } from '../testing/small-server.ts';
import type { SynthPlan } from './plan.ts';
import { type EndpointReport, mergeReports, total } from './report.ts';
import { reconcile } from './reconcile.ts';
import { Synth } from './synth.ts';

const TIMEOUT = 60_000;

const endpointAt = (url: string, timeoutMs = 5_000): Endpoint => ({
  url,
  protocol: 'http/protobuf',
  compression: 'none',
  headers: {},
  tls: {},
  timeoutMs,
});

const planFor = (endpoints: Endpoint[], more: Partial<SynthPlan> = {}): SynthPlan => ({
  topology: profileNamed('hotrod').topology(),
  seed: 7,
  clockSkewNanos: 0,
  partition: { index: 0, of: 1 },
  workers: 1,
  endpoints,
  concurrency: 2,
  batchSpans: 200,
  count: { count: 60, unit: 'traces' },
  shapes: 20,
  stretch: 0.1,
  retryMs: 2_000,
  graceMs: 500,
  samples: 0,
  ...more,
});

type Answer = (response: ServerResponse, body: Buffer, count: number) => void;

async function receiver(answer: Answer = (response) => response.end()): Promise<string> {
  let count = 0;
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => answer(response, Buffer.concat(chunks), (count += 1)));
  });
  return `http://127.0.0.1:${await listenForTest(server)}`;
}

async function reportOf(plan: SynthPlan): Promise<EndpointReport> {
  const { endpoints } = await new Synth(plan).run();
  const all = total(endpoints);
  expect(all.generated).toBe(all.accepted + all.rejected + all.dropped);
  return all;
}

const spansOf = (body: Buffer) => spansIn(decode(exportRequest, body));
const hex = (ids: Buffer[]) => ids.map((id) => id.toString('hex'));

describe('a run', { timeout: TIMEOUT }, () => {
  it('sends whole traces and counts them exactly', async () => {
    const spans: ProtoSpan[] = [];
    const url = await receiver((response, body) => {
      spans.push(...spansOf(body));
      response.end();
    });
    const all = await reportOf(planFor([endpointAt(url)]));
    expect(all).toMatchObject({
      traces: 60,
      generated: spans.length,
      sent: spans.length,
      accepted: spans.length,
    });
    expect(all).toMatchObject({ rejected: 0, retried: 0, dropped: 0, missed: 0 });
    expect(new Set(hex(spans.map(({ traceId }) => traceId))).size).toBe(60);
    expect(faultsOf(spans)).toEqual([]);
  });

  it('sends again after 429 and 503, not before it was asked to, and loses nothing', async () => {
    const times: number[] = [];
    let accepted = 0;
    const url = await receiver((response, body, count) => {
      times.push(performance.now());
      if (count > 2) accepted += spansOf(body).length;
      else response.writeHead(count === 1 ? 429 : 503, { 'retry-after': '1' });
      response.end();
    });
    const all = await reportOf(planFor([endpointAt(url)], { concurrency: 1, retryMs: 10_000 }));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(990);
    expect((times[2] ?? 0) - (times[1] ?? 0)).toBeGreaterThan(990);
    expect(all.accepted).toBe(accepted);
    expect(all.generated).toBe(accepted);
    expect(all.retried).toBeGreaterThan(0);
    expect(all.reasons).toMatchObject({
      'it answers 429': expect.any(Number),
      'it answers 503': expect.any(Number),
    });
  });

  it('counts what was rejected, of a partial success and of a refusal', async () => {
    const partial = encode(exportResponse, { partialSuccess: { rejectedSpans: 3, errorMessage: 'too old' } });
    let refused = 0;
    const url = await receiver((response, body, count) => {
      if (count === 1) response.end(partial);
      else if (count === 2) {
        refused = spansOf(body).length;
        response.writeHead(400).end('bad');
      } else response.end();
    });
    const all = await reportOf(planFor([endpointAt(url)], { concurrency: 1 }));
    expect(all.rejected).toBe(3 + refused);
    expect(all.reasons).toEqual({ 'too old': 3, 'it answers 400: bad': refused });
  });

  it('keeps to a good endpoint’s rate whatever a dead and a silent one do', async () => {
    let accepted = 0;
    const good = await receiver((response, body) => {
      accepted += spansOf(body).length;
      response.end();
    });
    const silent = await receiver(() => undefined);
    const dead = `http://127.0.0.1:${await deadPort(createNet)}`;
    const plan = planFor(
      [good, silent, dead].map((url) => endpointAt(url, 700)),
      {
        count: undefined,
        durationMs: 2_500,
        rate: { perSecond: 3_000, unit: 'spans' },
        retryMs: 600,
      },
    );
    const { endpoints } = await new Synth(plan).run();
    const [first, second, third] = endpoints as [EndpointReport, EndpointReport, EndpointReport];
    expect(first.accepted).toBe(accepted);
    expect(first.generated).toBe(accepted);
    // A third of the rate for 2.5 s; less only if the machine itself did not keep up, and then it says so.
    expect(first.generated + first.missed).toBeGreaterThan(2_200);
    expect(first).toMatchObject({ dropped: 0, rejected: 0 });
    expect(second.accepted).toBe(0);
    expect(second.generated).toBe(second.dropped);
    expect(second.unanswered).toBe(second.sent);
    expect(second.missed).toBeGreaterThan(0);
    expect(third.generated).toBe(third.dropped);
    expect(third).toMatchObject({ accepted: 0, sent: 0, unanswered: 0 });
    expect(Object.keys(third.reasons)).toContain('connection refused');
  });

  it('finishes what is under way when it is stopped, and reports', async () => {
    let accepted = 0;
    const synth = Promise.withResolvers<Synth>();
    const url = await receiver((response, body, count) => {
      accepted += spansOf(body).length;
      if (count === 3) void synth.promise.then((running) => running.stop());
      response.end();
    });
    const running = new Synth(planFor([endpointAt(url)], { count: undefined }));
    synth.resolve(running);
    const report = await running.run();
    expect(report.interrupted).toBe(true);
    expect(total(report.endpoints)).toMatchObject({ generated: accepted, accepted, dropped: 0 });
  });

  it('makes the same bytes from the same seed, and shares them between partitions without one id twice', async () => {
    const range = { from: Date.UTC(2026, 10, 21), to: Date.UTC(2026, 10, 22) };
    const run = async (more: Partial<SynthPlan>) => {
      const bodies: Buffer[] = [];
      const url = await receiver((response, body) => {
        bodies.push(body);
        response.end();
      });
      const report = await new Synth(planFor([endpointAt(url)], { range, concurrency: 1, ...more })).run();
      return { bytes: Buffer.concat(bodies), spans: bodies.flatMap(spansOf), report };
    };
    const [one, same] = [await run({}), await run({})];
    expect(one.bytes.equals(same.bytes)).toBe(true);
    const times = one.spans.map(({ startTimeUnixNano }) => Number(BigInt(startTimeUnixNano) / 1_000_000n));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(range.from);
    expect(Math.max(...times)).toBeLessThanOrEqual(range.to);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(23 * 3_600_000);

    const parts = [
      await run({ partition: { index: 0, of: 2 } }),
      await run({ partition: { index: 1, of: 2 }, workers: 2 }),
    ];
    const spans = parts.flatMap((part) => part.spans);
    expect(faultsOf(spans)).toEqual([]);
    expect(new Set(hex(spans.map(({ spanId }) => spanId))).size).toBe(spans.length);
    const merged = mergeReports(parts.map(({ report }) => report));
    const all = total(merged.endpoints);
    expect(all).toMatchObject({ traces: 60, generated: spans.length, accepted: spans.length });
    expect(() => mergeReports([...parts, ...parts].map(({ report }) => report))).toThrow(
      /^Cannot merge reports: partition 0\/2 is there twice/,
    );
  });

  it.each([
    ['http/protobuf', 'otlpHttp'],
    ['http/json', 'otlpHttp'],
    ['grpc', 'otlpGrpc'],
    ['zipkin', 'zipkin'],
  ] as const)('arrives at the local backend over %s, every span', async (protocol, name) => {
    const backend = await backendForTest();
    const endpoint = { ...endpointAt(backend.urls[name]), protocol, compression: 'gzip' as const };
    const synth = new Synth(planFor([endpoint], { samples: 1_000, workers: protocol === 'grpc' ? 2 : 1 }));
    const report = await synth.run();
    expect(total(report.endpoints)).toMatchObject({ rejected: 0, dropped: 0 });
    expect(backend.stats().spans).toBe(total(report.endpoints).generated);
    const lookup = async (traceId: string) => {
      const response = await fetch(`${backend.urls.query}/api/traces/${traceId}`);
      const { data } = (await response.json()) as { data: { spans: { spanID: string }[] }[] | null };
      return data?.[0]?.spans.map(({ spanID }) => spanID) ?? [];
    };
    expect(await reconcile(synth.samples, { seed: 7, lookup, waitMs: 0 })).toMatchObject({
      made: 60,
      checked: 60,
      complete: 60,
      missingSpans: 0,
      unknownSpans: 0,
    });
    // And it would notice.
    const withoutOne = async (traceId: string) => (await lookup(traceId)).slice(1).concat('00000000000000ff');
    expect(await reconcile(synth.samples, { seed: 7, lookup: withoutOne, waitMs: 0 })).toMatchObject({
      complete: 0,
      missingSpans: 60,
      unknownSpans: 60,
    });
  });

  it('streams a trace that is too large to keep, in many requests', async () => {
    const running = Promise.withResolvers<Synth>();
    let spans: ProtoSpan[] = [];
    const url = await receiver((response, body) => {
      spans = spans.concat(spansOf(body));
      response.end();
      // Enough seen: twice means at once, since a trace that has begun would be finished.
      if (spans.length > 3_000) void running.promise.then((synth) => [synth.stop(), synth.stop()]);
    });
    const topology = profileNamed('giant').topology();
    const synth = new Synth(planFor([endpointAt(url)], { topology, count: { count: 1, unit: 'traces' } }));
    running.resolve(synth);
    const { endpoints } = await synth.run();
    expect(new Set(hex(spans.map(({ traceId }) => traceId))).size).toBe(1);
    expect(new Set(hex(spans.map(({ spanId }) => spanId))).size).toBe(spans.length);
    const all = total(endpoints);
    expect(all.generated).toBe(all.accepted + all.dropped);
    expect(all.accepted).toBeGreaterThan(2_000);
  });
});
