import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { start } from './main.ts';
import { testSink } from './test-sink.ts';

/** One beat and no second one, unless a test wants more. */
const ONE_BEAT = { PORT: '0', PERIOD_MS: '60000', BACKOFF_MS: '1', LOG_LEVEL: 'silent' };

describe('heartbeats', () => {
  let sink: Awaited<ReturnType<typeof testSink>>;
  let service: RunningService | undefined;

  const beat = async (answer: Parameters<typeof testSink>[0], env: NodeJS.ProcessEnv = {}) => {
    sink = await testSink(answer);
    service = await start({ ...ONE_BEAT, K_SINK: sink.url, ...env });
  };

  beforeEach(clearSpans);
  afterEach(async () => {
    await service?.stop();
    await sink?.stop();
    service = undefined;
  });

  it('sends a heartbeat in binary mode to the very URL of the sink', async () => {
    await beat((response) => response.writeHead(202).end());
    await spanNamed('send heartbeat');

    expect(sink.sent).toHaveLength(1);
    const [{ url, headers, body } = sink.sent[0]!] = sink.sent;
    expect(url).toBe('/default');
    expect(headers).toMatchObject({
      'ce-specversion': '1.0',
      'ce-type': 'dev.knative.eventing.samples.heartbeat',
      'ce-source': '/heartbeats',
      'content-type': 'application/json',
    });
    expect(JSON.parse(body)).toEqual({ id: 1, label: 'tracewalk' });
  });

  it('puts the extensions of K_CE_OVERRIDES on every event', async () => {
    await beat((response) => response.writeHead(202).end(), {
      K_CE_OVERRIDES: '{"extensions":{"team":"red","city":"Zürich 1"}}',
    });
    await spanNamed('send heartbeat');

    expect(sink.sent[0]?.headers).toMatchObject({ 'ce-team': 'red', 'ce-city': 'Z%C3%BCrich%201' });
  });

  it('shows a heartbeat as a root of its own, with the try as a CLIENT span beneath and never the data', async () => {
    await beat((response) => response.writeHead(202).end());

    const root = await spanNamed('send heartbeat');
    expect(root.kind).toBe(SpanKind.PRODUCER);
    expect(root.parentSpanContext).toBeUndefined();
    expect(root.status.code).toBe(SpanStatusCode.UNSET);
    expect(root.attributes).toEqual({
      'messaging.system.name': 'cloudevents',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'heartbeat',
      'messaging.message.id': sink.sent[0]?.headers['ce-id'],
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(sink.url).port),
      'cloudevents.event_id': sink.sent[0]?.headers['ce-id'],
      'cloudevents.event_source': '/heartbeats',
      'cloudevents.event_type': 'dev.knative.eventing.samples.heartbeat',
      'cloudevents.event_spec_version': '1.0',
    });
    expect(tries()).toHaveLength(1);
    expect(tries()[0]?.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
  });

  it('begins a new trace with each heartbeat', async () => {
    await beat((response) => response.writeHead(202).end(), { PERIOD_MS: '20' });
    await vi.waitFor(() => expect(roots().length).toBeGreaterThan(2));

    const traces = roots().map((span) => span.spanContext().traceId);
    expect(new Set(traces).size).toBe(traces.length);
    expect(sink.sent.map(({ body }) => JSON.parse(body).id).slice(0, 3)).toEqual([1, 2, 3]);
  });

  it.each([429, 500, 503])(
    'tries again after %i, beneath the same root and with the same event',
    async (status) => {
      await beat((response, count) => response.writeHead(count === 1 ? status : 202).end());

      const root = await spanNamed('send heartbeat');
      expect(root.status.code).toBe(SpanStatusCode.UNSET);
      expect(tries().map((span) => span.attributes['http.response.status_code'])).toEqual([status, 202]);
      expect(tries().map((span) => span.parentSpanContext?.spanId)).toEqual(
        Array(2).fill(root.spanContext().spanId),
      );
      expect(new Set(sink.sent.map(({ headers }) => headers['ce-id'])).size).toBe(1);
    },
  );

  it('waits as long as Retry-After asks, within the bound', async () => {
    const times: number[] = [];
    await beat(
      (response, count) => {
        times.push(performance.now());
        response.writeHead(count === 1 ? 503 : 202, { 'retry-after': '3600' }).end();
      },
      { MAX_BACKOFF_MS: '150' },
    );

    await spanNamed('send heartbeat');
    const [first = 0, second = 0] = times;
    expect(second - first).toBeGreaterThanOrEqual(145);
  });

  it('gives a heartbeat up after so many tries: an error with one exception', async () => {
    await beat((response) => response.writeHead(503).end(), { MAX_TRIES: '3' });

    const root = await spanNamed('send heartbeat');
    expect(tries()).toHaveLength(3);
    expect(root.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'Cannot send the heartbeat: the sink answered 503, given up after 3 of 3 tries',
    });
    expect(root.attributes['error.type']).toBe('503');
    expect(root.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it.each([302, 400, 403])('gives up at once after %i: another try would change nothing', async (status) => {
    await beat((response) => response.writeHead(status, { location: '/elsewhere' }).end());

    const root = await spanNamed('send heartbeat');
    expect(root.status.code).toBe(SpanStatusCode.ERROR);
    expect(sink.sent).toHaveLength(1);
  });

  it('gives up on a sink that does not exist: error spans, and the service lives on', async () => {
    service = await start({ ...ONE_BEAT, K_SINK: 'http://dev.null', MAX_TRIES: '2', TRY_TIMEOUT_MS: '500' });

    const root = await spanNamed('send heartbeat', 5_000);
    expect(root.status.code).toBe(SpanStatusCode.ERROR);
    expect(root.events.map(({ name }) => name)).toEqual(['exception']);
    expect(tries().every((span) => span.status.code === SpanStatusCode.ERROR)).toBe(true);
    expect((await fetch(`${service.url}/healthz`)).status).toBe(200);
  });

  it('has one heartbeat under way at most, and says on the next how many ticks went by', async () => {
    await beat(
      (response, count) => void setTimeout(() => response.writeHead(202).end(), count === 1 ? 100 : 0),
      { PERIOD_MS: '10' },
    );
    await vi.waitFor(() => expect(roots().length).toBeGreaterThan(1));

    const [first, second] = roots();
    expect(first?.attributes).not.toHaveProperty('demo.heartbeat.skipped');
    expect(second?.attributes['demo.heartbeat.skipped']).toBeGreaterThan(1);
    expect(sink.sent.slice(0, 2).map(({ body }) => JSON.parse(body).id)).toEqual([1, 2]);
  });

  it('lets the heartbeat under way finish when it stops', async () => {
    await beat((response) => void setTimeout(() => response.writeHead(202).end(), 100));
    await vi.waitFor(() => expect(sink.sent).toHaveLength(1));
    await service?.stop();

    expect((await spanNamed('send heartbeat')).status.code).toBe(SpanStatusCode.UNSET);
  });

  it('aborts a heartbeat that takes longer than a second when it stops, and ends its span', async () => {
    await beat(() => undefined, { TRY_TIMEOUT_MS: '60000' });
    await vi.waitFor(() => expect(sink.sent).toHaveLength(1));
    const begun = performance.now();
    await service?.stop();

    expect(performance.now() - begun).toBeLessThan(2_000);
    const root = recordedSpans().find((span) => span.name === 'send heartbeat');
    expect(root?.status.message).toBe('Cannot send the heartbeat: the service stops');
    expect(tries()).toHaveLength(1);
  });
});

const tries = () => recordedSpans().filter((span) => span.kind === SpanKind.CLIENT);
const roots = () => recordedSpans().filter((span) => span.name === 'send heartbeat');
