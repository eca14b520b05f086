/** What a learner sees in the trace of an event. */
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { broker, EVENT, onType, post, retrying, subscriber } from './test-broker.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER_TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const traceparent = (traceId: string) => `00-${traceId}-b7ad6b7169203331-01`;

const REPLY = {
  'ce-id': 'r',
  'ce-source': '/coin',
  'ce-type': 'flipped',
  'ce-specversion': '1.0',
};

/** The broker's own CLIENT spans: those beneath `process …`. */
const clientsOf = (parent: { spanContext(): { spanId: string } }) =>
  recordedSpans().filter(
    (span) => span.kind === SpanKind.CLIENT && span.parentSpanContext?.spanId === parent.spanContext().spanId,
  );

describe('the trace of an event', () => {
  beforeEach(clearSpans);

  it('goes from the request to what was accepted, to its delivery, to the call of the subscriber', async () => {
    const sink = await subscriber();
    const running = await broker([{ name: 'one', subscriber: sink.url }]);

    await post(running.url, { ...EVENT, 'ce-subject': 'about' });
    const delivery = await spanNamed('process one');
    const accepted = await spanNamed('send default');
    const server = await spanNamed('POST /');
    const [client] = clientsOf(delivery);

    expect(server.kind).toBe(SpanKind.SERVER);
    expect(accepted.kind).toBe(SpanKind.PRODUCER);
    expect(accepted.parentSpanContext?.spanId).toBe(server.spanContext().spanId);
    expect(accepted.attributes).toEqual({
      'messaging.system.name': 'cloudevents',
      'messaging.operation.name': 'send',
      'messaging.operation.type': 'send',
      'messaging.destination.name': 'default',
      'messaging.message.id': '42',
      'messaging.message.body.size': 7,
      'cloudevents.event_id': '42',
      'cloudevents.event_source': '/test',
      'cloudevents.event_type': 'test.happened',
      'cloudevents.event_spec_version': '1.0',
      'cloudevents.event_subject': 'about',
      'demo.trigger.matches': 1,
    });
    expect(delivery.kind).toBe(SpanKind.CONSUMER);
    expect(delivery.parentSpanContext?.spanId).toBe(accepted.spanContext().spanId);
    expect(delivery.status.code).toBe(SpanStatusCode.UNSET);
    expect(delivery.attributes).toMatchObject({
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'default',
      'messaging.destination.subscription.name': 'one',
      'cloudevents.event_id': '42',
      'demo.trigger.name': 'one',
      'demo.delivery.attempts': 1,
      'demo.delivery.outcome': 'delivered',
    });
    expect(sink.received[0]?.headers['traceparent']).toContain(client?.spanContext().spanId);
    expect(client?.spanContext().traceId).toBe(server.spanContext().traceId);
  });

  it('goes on through a reply and its delivery', async () => {
    const [coin, sink] = [await subscriber({ headers: REPLY }), await subscriber()];
    const running = await broker([
      { name: 'flip', subscriber: coin.url, filters: onType('test.happened') },
      { name: 'show', subscriber: sink.url, filters: onType('flipped') },
    ]);

    await post(running.url);
    const show = await spanNamed('process show');
    const flip = await spanNamed('process flip');
    const reply = recordedSpans().find(
      ({ name, attributes }) => name === 'send default' && attributes['cloudevents.event_id'] === 'r',
    );

    expect(flip.attributes['demo.delivery.outcome']).toBe('replied');
    expect(reply?.parentSpanContext?.spanId).toBe(flip.spanContext().spanId);
    expect(show.parentSpanContext?.spanId).toBe(reply?.spanContext().spanId);
    expect(show.spanContext().traceId).toBe(flip.spanContext().traceId);
  });

  it('with BROKER_TRACE=link: each delivery is a trace of its own, linked to where the event was accepted', async () => {
    const sink = await subscriber();
    const two = [
      { name: 'one', subscriber: sink.url },
      { name: 'two', subscriber: sink.url },
    ];
    const running = await broker(two, { BROKER_TRACE: 'link' });

    await post(running.url, { ...EVENT, 'ce-traceparent': traceparent(OTHER_TRACE), baggage: 'tenant=red' });
    const [one, other] = [await spanNamed('process one'), await spanNamed('process two')];
    const accepted = await spanNamed('send default');

    const traces = [one, other, accepted].map((span) => span.spanContext().traceId);
    expect(new Set(traces).size).toBe(3);
    expect(one.parentSpanContext).toBeUndefined();
    expect(one.links.map(({ context }) => context.traceId)).toEqual([
      accepted.spanContext().traceId,
      OTHER_TRACE,
    ]);
    expect(one.links[0]?.context.spanId).toBe(accepted.spanContext().spanId);
    // Baggage belongs to the event's way, not to the trace.
    expect(sink.received.map(({ headers }) => headers['baggage'])).toEqual(['tenant=red', 'tenant=red']);
  });

  it('shows each try, and between two of them why and for how long the broker waited', async () => {
    const sink = await subscriber({ status: 503 }, { status: 429 }, {});
    const running = await broker([
      { name: 'one', subscriber: sink.url, delivery: { retry: 5, backoffDelay: 'PT0.001S' } },
    ]);

    await post(running.url);
    const delivery = await spanNamed('process one');

    expect(delivery.events.map(({ name, attributes }) => [name, attributes])).toEqual([
      ['retry', { 'error.type': '503', 'demo.delivery.delay': 2 }],
      ['retry', { 'error.type': '429', 'demo.delivery.delay': 4 }],
    ]);
    expect(clientsOf(delivery).map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
      503, 429, 200,
    ]);
    expect(delivery.attributes).toMatchObject({
      'demo.delivery.attempts': 3,
      'demo.delivery.outcome': 'delivered',
    });
    expect(delivery.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('marks a delivery that ends as a dead letter, without what the subscriber said', async () => {
    const [sink, dead] = [await subscriber({ status: 500, body: 'secret' }), await subscriber()];
    const delivery = { ...retrying(1), deadLetterSink: { uri: dead.url } };
    const running = await broker([{ name: 'one', subscriber: sink.url, delivery }]);

    await post(running.url);
    const span = await spanNamed('process one');

    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'Cannot deliver: dead_lettered' });
    expect(span.attributes).toMatchObject({
      'error.type': '500',
      'demo.delivery.attempts': 2,
      'demo.delivery.outcome': 'dead_lettered',
    });
    expect(clientsOf(span)).toHaveLength(3);
    expect(JSON.stringify([span.attributes, span.events, span.status])).not.toContain('secret');
  });

  it('records an exception once, on the call that failed', async () => {
    const gone = await subscriber();
    await gone.stop();
    const running = await broker([{ name: 'one', subscriber: gone.url }]);

    await post(running.url);
    const delivery = await spanNamed('process one');

    expect(delivery.attributes).toMatchObject({
      'error.type': 'ECONNREFUSED',
      'demo.delivery.outcome': 'dropped',
    });
    expect(delivery.events).toEqual([]);
    const exceptions = recordedSpans().flatMap(({ events }) =>
      events.filter(({ name }) => name === 'exception'),
    );
    expect(exceptions).toHaveLength(1);
  });

  it('says of an event that was refused that the queue was full', async () => {
    const sink = await subscriber();
    const two = [
      { name: 'one', subscriber: sink.url },
      { name: 'two', subscriber: sink.url },
    ];
    const running = await broker(two, { QUEUE_DELIVERIES: '1' });

    expect((await post(running.url)).status).toBe(429);
    const accepted = await spanNamed('send default');

    expect(accepted.status.code).toBe(SpanStatusCode.ERROR);
    expect(accepted.attributes['error.type']).toBe('queue_full');
  });

  it('links to the trace that the event names, if it is not the one it came in', async () => {
    const running = await broker([]);

    // The test's own span is the caller, so the extension always names another trace here.
    await post(running.url, { ...EVENT, 'ce-traceparent': traceparent(TRACE) });
    const accepted = await spanNamed('send default');

    expect(accepted.links.map(({ context }) => context.traceId)).toEqual([TRACE]);
    expect(accepted.spanContext().traceId).not.toBe(TRACE);
  });

  it('does not link to its own trace', async () => {
    const running = await broker([]);

    await trace.getTracer('test').startActiveSpan('caller', async (caller) => {
      await post(running.url, { ...EVENT, 'ce-traceparent': traceparent(caller.spanContext().traceId) });
      caller.end();
    });

    expect((await spanNamed('send default')).links).toEqual([]);
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`])(
    'pays no heed to the malformed traceparent %j of an event',
    async (extension) => {
      const sink = await subscriber();
      const running = await broker([{ name: 'one', subscriber: sink.url }]);

      const event = { specversion: '1.0', id: '42', source: '/s', type: 't', traceparent: extension };
      await post(running.url, { 'content-type': 'application/cloudevents+json' }, JSON.stringify(event));

      expect((await spanNamed('send default')).links).toEqual([]);
      expect((await sink.receives(1))[0]?.headers['ce-traceparent']).toBe(extension);
    },
  );

  it('speaks every format to its subscribers: traceparent, b3 and X-B3-*', async () => {
    const sink = await subscriber();
    const running = await broker([{ subscriber: sink.url }]);

    await post(running.url);
    const [received] = await sink.receives(1);

    const { traceparent: header = '', b3, 'x-b3-traceid': traceId } = received?.headers ?? {};
    expect(String(header).split('-')[1]).toBe(traceId);
    expect(String(b3).split('-')[0]).toBe(traceId);
  });
});
