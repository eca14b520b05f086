/** What the broker passes on to whom: points 3 to 5, and the headers of point 12. */
import { describe, expect, it } from 'vitest';
import { broker, EVENT, onType, pending, post, subscriber } from './test-broker.ts';

describe('a broker that routes', () => {
  it('delivers once for each Trigger that matches, also when two have the same subscriber', async () => {
    const sink = await subscriber();
    const running = await broker([
      { subscriber: new URL('/one', sink.url).href },
      { subscriber: new URL('/two', sink.url).href, filters: onType('test.happened') },
      { subscriber: new URL('/one', sink.url).href },
      { subscriber: new URL('/never', sink.url).href, filters: onType('another') },
    ]);

    await post(running.url);
    await running.isIdle();

    expect(sink.received.map(({ path }) => path).toSorted()).toEqual(['/one', '/one', '/two']);
  });

  it('does not let a subscriber that hangs hold up the others', async () => {
    const { answer, release } = pending();
    const [hanging, sink] = [await subscriber(answer), await subscriber()];
    const { url } = await broker([{ subscriber: hanging.url }, { subscriber: sink.url }], {
      DELIVERY_CONCURRENCY: '1',
    });

    for (let i = 0; i < 5; i++) await post(url);

    await sink.receives(5);
    expect(hanging.received).toHaveLength(1);
    release();
  });

  it('sends at most so many events of a Trigger at once', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(answer);
    const running = await broker([{ subscriber: sink.url }], { DELIVERY_CONCURRENCY: '2' });

    for (let i = 0; i < 5; i++) await post(running.url);
    await sink.receives(2);

    expect(sink.received).toHaveLength(2);
    release();
    await running.isIdle();
    expect(sink.received).toHaveLength(5);
  });

  it('passes on the headers that may pass, and no other', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);

    await post(url, {
      ...EVENT,
      'x-request-id': 'r-1',
      'knative-thing': 'k',
      'retry-after': '3',
      authorization: 'Bearer secret',
      cookie: 'secret',
      'x-custom': 'no',
      baggage: 'tenant=red',
    });

    const [received] = await sink.receives(1);
    expect(received?.headers).toMatchObject({
      'x-request-id': 'r-1',
      'knative-thing': 'k',
      'retry-after': '3',
    });
    expect(received?.headers['baggage']).toBe('tenant=red');
    for (const name of ['authorization', 'cookie', 'x-custom'])
      expect(received?.headers[name]).toBeUndefined();
  });

  it('says when the event arrived', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);

    await post(url);

    const [received] = await sink.receives(1);
    const age = Date.now() - Date.parse(String(received?.headers['ce-knativearrivaltime']));
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThan(5_000);
  });
});
