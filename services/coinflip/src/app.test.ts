import { SpanKind } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from './main.ts';

const HEARTBEAT = {
  'ce-id': '42',
  'ce-source': '/heartbeats',
  'ce-type': 'dev.knative.eventing.samples.heartbeat',
  'ce-specversion': '1.0',
  'content-type': 'application/json',
};

describe('coinflip', () => {
  let service: RunningService;
  const post = (headers: Record<string, string>, body = '{"beat":1}') =>
    fetch(service.url, { method: 'POST', headers, body });

  beforeAll(async () => {
    service = await start({ PORT: '0', LOG_LEVEL: 'silent' });
  });
  afterAll(() => service.stop());
  beforeEach(clearSpans);

  it('replies with a new event of another type, with the side the coin fell on and the same data', async () => {
    const response = await post(HEARTBEAT);

    expect(response.status).toBe(200);
    expect(response.headers.get('ce-type')).toBe('dev.tracewalk.coin.flipped');
    expect(response.headers.get('ce-source')).toBe('/coinflip');
    expect(response.headers.get('ce-id')).not.toBe('42');
    expect(response.headers.get('ce-flip')).toMatch(/^(heads|tails)$/);
    expect(await response.json()).toEqual({ beat: 1 });
  });

  it('shows the flip as a span inside the request, with the side and the event but not its data', async () => {
    const response = await post(HEARTBEAT);

    const flip = await spanNamed('flip coin');
    const server = await spanNamed('POST /');
    expect(flip.kind).toBe(SpanKind.INTERNAL);
    expect(flip.parentSpanContext?.spanId).toBe(server.spanContext().spanId);
    expect(flip.attributes).toEqual({
      'demo.coin.side': response.headers.get('ce-flip'),
      'cloudevents.event_id': '42',
      'cloudevents.event_source': '/heartbeats',
      'cloudevents.event_type': 'dev.knative.eventing.samples.heartbeat',
      'cloudevents.event_spec_version': '1.0',
    });
  });

  it('flips a fair coin', async () => {
    const flips = 400;
    let heads = 0;
    for (let i = 0; i < flips; i++) {
      const response = await post(HEARTBEAT);
      await response.arrayBuffer();
      if (response.headers.get('ce-flip') === 'heads') heads += 1;
    }
    // Five standard deviations of a fair coin: this fails by chance less than once in a million runs.
    expect(Math.abs(heads - flips / 2)).toBeLessThan(5 * Math.sqrt(flips / 4));
  });

  it('answers 400 with a problem document that names the trace when the event is malformed', async () => {
    const response = await post({ 'ce-id': '42', 'content-type': 'application/json' });

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    const problem = (await response.json()) as { detail: string; traceId: string };
    expect(problem.detail).toMatch(/^Cannot read the CloudEvent/);
    expect((await spanNamed('POST /')).spanContext().traceId).toBe(problem.traceId);
  });

  it('answers 413 when the event is larger than it takes', async () => {
    expect((await post(HEARTBEAT, JSON.stringify('x'.repeat(70_000)))).status).toBe(413);
  });
});
