import { SpanKind } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { start } from './main.ts';
import type { DisplayedEvent } from './recent-events.ts';

const EVENT = { specversion: '1.0', type: 'dev.tracewalk.coin.flipped', source: '/coinflip', flip: 'heads' };

describe('event-display', () => {
  let service: RunningService;
  const run = async (env: NodeJS.ProcessEnv = {}) => {
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', ...env });
  };
  const post = (body: string, headers: Record<string, string>) =>
    fetch(service.url, { method: 'POST', headers, body });
  const postStructured = (id: string, more = {}) =>
    post(JSON.stringify({ ...EVENT, id, ...more }), { 'content-type': 'application/cloudevents+json' });
  const events = async () => (await (await fetch(`${service.url}/events`)).json()) as DisplayedEvent[];

  beforeEach(clearSpans);
  afterEach(() => service.stop());

  it('shows an event in binary mode, with the trace it arrived in', async () => {
    await run();
    const headers = {
      'ce-id': '7',
      'ce-source': '/s',
      'ce-type': 't',
      'ce-specversion': '1.0',
      'ce-flip': 'heads',
    };
    await post('{"beat":1}', { ...headers, 'content-type': 'application/json' });

    const [shown, another] = await events();
    expect(shown?.event).toMatchObject({
      id: '7',
      source: '/s',
      type: 't',
      flip: 'heads',
      data: { beat: 1 },
    });
    expect(shown?.traceId).toBe((await spanNamed('display event')).spanContext().traceId);
    expect(another).toBeUndefined();
  });

  it('shows the newest event first', async () => {
    await run();
    await postStructured('1');
    await postStructured('2');

    expect((await events()).map(({ event }) => event.id)).toEqual(['2', '1']);
  });

  it('shows each event of a batch, with a span each', async () => {
    await run();
    const batch = JSON.stringify([
      { ...EVENT, id: '1' },
      { ...EVENT, id: '2' },
    ]);
    const response = await post(batch, { 'content-type': 'application/cloudevents-batch+json' });

    expect(response.status).toBe(202);
    expect((await events()).map(({ event }) => event.id)).toEqual(['2', '1']);
    expect(displays().map((span) => span.attributes['cloudevents.event_id'])).toEqual(['1', '2']);
  });

  it('takes nothing of a batch in which one event is malformed', async () => {
    await run();
    const batch = JSON.stringify([
      { ...EVENT, id: '1' },
      { ...EVENT, id: '' },
    ]);
    const response = await post(batch, { 'content-type': 'application/cloudevents-batch+json' });

    expect(response.status).toBe(400);
    expect(await events()).toEqual([]);
  });

  it('answers with nothing: what it replied would be routed again', async () => {
    await run();
    const response = await postStructured('1');

    expect(response.status).toBe(202);
    expect(await response.text()).toBe('');
    expect([...response.headers.keys()].filter((name) => name.startsWith('ce-'))).toEqual([]);
  });

  it('shows the event as a span inside the request, with what it is but never its data', async () => {
    await run();
    await postStructured('1', { data: 'secret' });

    const display = await spanNamed('display event');
    expect(display.kind).toBe(SpanKind.INTERNAL);
    expect(display.parentSpanContext?.spanId).toBe((await spanNamed('POST /')).spanContext().spanId);
    expect(display.attributes).toEqual({
      'cloudevents.event_id': '1',
      'cloudevents.event_source': '/coinflip',
      'cloudevents.event_type': 'dev.tracewalk.coin.flipped',
      'cloudevents.event_spec_version': '1.0',
    });
  });

  it('keeps so many events', async () => {
    await run({ KEEP_EVENTS: '3' });
    for (const id of ['1', '2', '3', '4', '5']) await postStructured(id);

    expect((await events()).map(({ event }) => event.id)).toEqual(['5', '4', '3']);
  });

  it('keeps so many bytes', async () => {
    await run({ KEEP_BYTES: '2000' });
    for (const id of ['1', '2', '3']) await postStructured(id, { data: 'x'.repeat(700) });
    expect((await events()).map(({ event }) => event.id)).toEqual(['3', '2']);

    await postStructured('4', { data: 'x'.repeat(3_000) });
    expect(await events()).toEqual([]);
  });

  it('answers 413 when the request is larger than it takes', async () => {
    await run({ MAX_EVENT_BYTES: '1000' });
    expect((await postStructured('1', { data: 'x'.repeat(1_000) })).status).toBe(413);
  });

  it('shows a page on which an event cannot run anything', async () => {
    await run();
    await postStructured('1', { type: '<script>alert(1)</script>' });
    const response = await fetch(service.url);
    const html = await response.text();

    expect(response.headers.get('content-security-policy')).toContain(
      "default-src 'none'; script-src 'self'",
    );
    expect(html).toContain('&#60;script&#62;alert(1)');
    expect(html).not.toContain('<script>alert');
    expect((await fetch(`${service.url}/live.js`)).headers.get('content-type')).toMatch('text/javascript');
    expect((await fetch(`${service.url}/live.css`)).headers.get('content-type')).toMatch('text/css');
  });
});

const displays = () => recordedSpans().filter((span) => span.name === 'display event');
