/** Replies and their TTL: points 8, 9 and 12. */
import { describe, expect, it } from 'vitest';
import { broker, EVENT, onType, pending, post, retrying, subscriber } from './test-broker.ts';
import type { Answer } from './test-subscriber.ts';

const REPLY = { 'ce-id': 'r', 'ce-source': '/reply', 'ce-type': 'replied', 'ce-specversion': '1.0' };

const reply = (headers: Record<string, string> = {}, status = 200): Answer => ({
  status,
  headers: { ...REPLY, 'content-type': 'text/plain', ...headers },
  body: 'reply data',
});

describe('a broker that gets a reply', () => {
  it('routes it like any event, with its own data', async () => {
    const [sink, next] = [
      await subscriber(reply({ 'knative-thing': 'k', 'x-custom': 'no' })),
      await subscriber(),
    ];
    const { url } = await broker([
      { subscriber: sink.url, filters: onType('test.happened') },
      { subscriber: next.url, filters: onType('replied') },
    ]);

    await post(url);

    const [received] = await next.receives(1);
    expect(received?.headers).toMatchObject({
      'ce-id': 'r',
      'content-type': 'text/plain',
      'knative-thing': 'k',
    });
    expect(received?.headers['x-custom']).toBeUndefined();
    expect(received?.body.toString()).toBe('reply data');
  });

  it.each([200, 201, 299])('takes it from a %i, in structured mode too', async (status) => {
    const body = JSON.stringify({ specversion: '1.0', id: 'r', source: '/reply', type: 'replied' });
    const sink = await subscriber({
      status,
      headers: { 'content-type': 'application/cloudevents+json' },
      body,
    });
    const next = await subscriber();
    const { url } = await broker([
      { subscriber: sink.url, filters: onType('test.happened') },
      { subscriber: next.url, filters: onType('replied') },
    ]);

    await post(url);

    const [received] = await next.receives(1);
    expect(received?.headers['ce-id']).toBe('r');
  });

  it('evaluates the Trigger it came from too', async () => {
    const sink = await subscriber(reply(), {});
    const running = await broker([{ subscriber: sink.url }]);

    await post(running.url);
    const received = await sink.receives(2);

    expect(received.map(({ headers }) => headers['ce-type'])).toEqual(['test.happened', 'replied']);
  });

  it('never takes what a 202 says for a reply', async () => {
    const sink = await subscriber(reply({}, 202));
    const running = await broker([{ subscriber: sink.url }]);

    await post(running.url);
    await sink.receives(1);
    await running.isIdle();

    expect(await running.counts()).toMatchObject({ accepted: 1, delivered: 1, replied: 0 });
  });

  it.each<[string, Answer]>([
    ['a body that is no event', { body: 'thanks' }],
    ['a malformed event', { headers: { 'ce-specversion': '1.0', 'ce-id': 'r' }, body: '{}' }],
    ['a batch', { headers: { 'content-type': 'application/cloudevents-batch+json' }, body: '[]' }],
    ['a body that is too large', { body: 'x'.repeat(400_000) }],
  ])('counts %s as a failed try, and dead-letters it as 502', async (_what, answer) => {
    const [sink, dead] = [await subscriber(answer), await subscriber()];
    const delivery = { ...retrying(1), deadLetterSink: { uri: dead.url } };
    const { url } = await broker([{ subscriber: sink.url, delivery }]);

    await post(url);
    const [letter] = await dead.receives(1);

    expect(sink.received).toHaveLength(2);
    expect(letter?.headers['ce-knativeerrorcode']).toBe('502');
  });

  it('takes an empty 200 for success', async () => {
    const running = await broker([{ subscriber: (await subscriber({})).url }]);

    await post(running.url);
    await running.isIdle();
    expect(await running.counts()).toMatchObject({ delivered: 1, dropped: 0 });
  });

  it('fails the delivery when the reply cannot be stored, and tries again', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(reply());
    const next = await subscriber(answer);
    // Room for one: the reply may have the place of what it answers, but it matches two Triggers.
    const running = await broker(
      [
        { subscriber: sink.url, filters: onType('test.happened'), delivery: retrying(2) },
        { subscriber: next.url, filters: onType('replied') },
        { subscriber: next.url, filters: onType('replied') },
      ],
      { QUEUE_DELIVERIES: '1' },
    );

    await post(running.url);
    await running.isIdle();

    expect(sink.received).toHaveLength(3);
    expect(next.received).toHaveLength(0);
    expect(await running.counts()).toMatchObject({ accepted: 1, dropped: 1 });
    release();
  });

  it('stores a reply in the place of what it answers, also when the queue is full', async () => {
    const [sink, next] = [await subscriber(reply()), await subscriber()];
    const running = await broker(
      [
        { subscriber: sink.url, filters: onType('test.happened') },
        { subscriber: next.url, filters: onType('replied') },
      ],
      { QUEUE_DELIVERIES: '1' },
    );

    await post(running.url);

    await next.receives(1);
    await running.isIdle();
    expect(await running.counts()).toMatchObject({ accepted: 2, delivered: 1, replied: 1 });
  });

  it('ends a loop when the TTL is used up, and never shows the TTL to a subscriber', async () => {
    const sink = await subscriber(reply());
    const running = await broker([{ subscriber: sink.url }]);

    await post(running.url, { ...EVENT, 'ce-knativebrokerttl': '4' });
    await running.isIdle();

    expect(sink.received).toHaveLength(3);
    expect(sink.received.every(({ headers }) => headers['ce-knativebrokerttl'] === undefined)).toBe(true);
    expect(await running.counts()).toMatchObject({ replied: 2, dropped: 1 });
  });

  it('lets an event without a TTL go round 255 times', async () => {
    const sink = await subscriber(reply({ 'ce-knativebrokerttl': '9999' }));
    const running = await broker([{ subscriber: sink.url }]);

    await post(running.url);
    await sink.receives(255);
    await running.isIdle();

    expect(sink.received).toHaveLength(255);
  }, 15_000);

  it('answers 400 to an event whose TTL is used up', async () => {
    const { url } = await broker([]);
    const response = await post(url, { ...EVENT, 'ce-knativebrokerttl': '1' });
    expect(response.status).toBe(400);
  });
});
