/** Retries, back-off and dead letters: points 6, 7, 10 and 11. */
import { describe, expect, it } from 'vitest';
import { broker, EVENT, pending, post, retrying, subscriber } from './test-broker.ts';
import { startSubscriber } from './test-subscriber.ts';

describe('a broker whose subscriber fails', () => {
  it.each([404, 408, 409, 429, 500, 502, 503, 504, 599])('tries again after %i', async (status) => {
    const sink = await subscriber({ status }, { status }, { status: 200 });
    const running = await broker([{ subscriber: sink.url, delivery: retrying(2) }]);

    await post(running.url);
    await sink.receives(3);
    await running.isIdle();

    expect(await running.counts()).toMatchObject({ delivered: 1, dropped: 0 });
  });

  it.each([300, 302, 307, 400, 401, 403, 405, 410, 413, 415, 418, 422])(
    'does not try again after %i',
    async (status) => {
      const sink = await subscriber({ status, headers: { location: '/elsewhere' } });
      const running = await broker([{ subscriber: sink.url, delivery: retrying(5) }]);

      await post(running.url);
      await running.isIdle();

      expect(sink.received).toHaveLength(1);
      expect(await running.counts()).toMatchObject({ delivered: 0, dropped: 1 });
    },
  );

  it('tries so often again as the Trigger says, then drops the event and counts it', async () => {
    const sink = await subscriber({ status: 500 });
    const running = await broker([{ subscriber: sink.url, delivery: retrying(3) }]);

    await post(running.url);
    await running.isIdle();

    expect(sink.received).toHaveLength(4);
    expect(await running.counts()).toMatchObject({ dropped: 1, dead_lettered: 0 });
  });

  it('tries again when there is no answer, or none in time', async () => {
    const { answer, release } = pending();
    const hanging = await subscriber(answer);
    const gone = await startSubscriber();
    await gone.stop();
    const running = await broker([
      { subscriber: hanging.url, delivery: { ...retrying(1), timeout: 'PT0.2S' } },
      { subscriber: gone.url, delivery: retrying(1) },
    ]);

    await post(running.url);
    await running.isIdle();

    expect(hanging.received).toHaveLength(2);
    expect(await running.counts()).toMatchObject({ dropped: 2 });
    release();
  });

  it("takes the Broker's delivery when the Trigger has none, and nothing of it when it has one", async () => {
    const [one, two, dead] = [
      await subscriber({ status: 500 }),
      await subscriber({ status: 500 }),
      await subscriber(),
    ];
    const brokerDelivery = { ...retrying(2), deadLetterSink: { uri: dead.url } };
    const running = await broker(
      [{ subscriber: one.url }, { subscriber: two.url, delivery: retrying(1) }],
      {},
      brokerDelivery,
    );

    await post(running.url);
    await running.isIdle();

    expect([one.received.length, two.received.length, dead.received.length]).toEqual([3, 2, 1]);
    expect(await running.counts()).toMatchObject({ dead_lettered: 1, dropped: 1 });
  });

  it.each([
    ['heeds Retry-After up to retryAfterMax', { retryAfterMax: 'PT0.1S' }, 100],
    ['pays no heed to Retry-After without retryAfterMax', {}, 0],
  ])('%s', async (_what, more, atLeast) => {
    const sink = await subscriber({ status: 429, headers: { 'retry-after': '30' } }, { status: 202 });
    const running = await broker([{ subscriber: sink.url, delivery: { ...retrying(1), ...more } }]);

    await post(running.url);
    const [first, second] = await sink.receives(2);

    // A timer may fire a millisecond early.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(atLeast - 2);
  });

  it('sends what it cannot deliver to the dead letter sink, and says why', async () => {
    const sink = await subscriber({ status: 500, body: `first line\nsecond ${'x'.repeat(2_000)}` });
    const dead = await subscriber();
    const delivery = { ...retrying(1), deadLetterSink: { uri: dead.url } };
    const running = await broker([{ subscriber: sink.url, delivery }]);

    await post(running.url, { ...EVENT, 'knative-thing': 'k' });
    const [letter] = await dead.receives(1);
    await running.isIdle();

    expect(letter?.headers).toMatchObject({
      'ce-id': '42',
      'ce-knativeerrordest': sink.url,
      'ce-knativeerrorcode': '500',
      'knative-thing': 'k',
    });
    const data = decodeURIComponent(String(letter?.headers['ce-knativeerrordata']));
    expect(data).toMatch(/^first line second x+$/);
    expect(data).toHaveLength(1_024);
    expect(letter?.body.toString()).toBe('{"n":1}');
    expect(await running.counts()).toMatchObject({ dead_lettered: 1, dropped: 0 });
  });

  it('tries the dead letter sink as often as the subscriber, then drops the event', async () => {
    const [sink, dead] = [await subscriber({ status: 400 }), await subscriber({ status: 503 })];
    const delivery = { ...retrying(2), deadLetterSink: { uri: dead.url } };
    const running = await broker([{ subscriber: sink.url, delivery }]);

    await post(running.url);
    await running.isIdle();

    expect([sink.received.length, dead.received.length]).toEqual([1, 3]);
    expect(await running.counts()).toMatchObject({ dead_lettered: 0, dropped: 1 });
  });
});
