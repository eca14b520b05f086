/** What the broker answers to senders: points 1 to 3 of Knative's eventing contract. */
import { describe, expect, it } from 'vitest';
import { broker, EVENT, onType, pending, post, subscriber } from './test-broker.ts';

const events = (...ids: string[]) =>
  ids.map((id) => ({ specversion: '1.0', id, source: '/s', type: 't', data: { id } }));

describe('a broker that is sent an event', () => {
  it('accepts binary mode and delivers the event with its data, extensions and media type', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);

    const response = await post(url, { ...EVENT, 'ce-subject': 'a%20b', 'ce-flip': 'heads' }, '{ "n": 1.0 }');

    expect([response.status, await response.text()]).toEqual([202, '']);
    const [received] = await sink.receives(1);
    expect(received?.method).toBe('POST');
    expect(received?.headers).toMatchObject({
      'ce-id': '42',
      'ce-source': '/test',
      'ce-type': 'test.happened',
      'ce-specversion': '1.0',
      'ce-subject': 'a%20b',
      'ce-flip': 'heads',
      'content-type': 'application/json',
      prefer: 'reply',
    });
    expect(received?.body.toString()).toBe('{ "n": 1.0 }');
  });

  it('accepts structured mode and delivers the data as it was written', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);
    const data = '{"big":12345678901234567890, "float":1.0}';
    const body = `{"specversion":"1.0","id":"7","source":"/s","type":"t","count":3,"ok":true,"data":${data}}`;

    const response = await post(url, { 'content-type': 'application/cloudevents+json; charset=utf-8' }, body);

    expect(response.status).toBe(202);
    const [received] = await sink.receives(1);
    expect(received?.body.toString()).toBe(data);
    expect(received?.headers).toMatchObject({ 'ce-id': '7', 'ce-count': '3', 'ce-ok': 'true' });
    expect(received?.headers['content-type']).toBe('application/json');
  });

  it('accepts a batch and delivers each of its events', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);

    const body = JSON.stringify(events('a', 'b'));
    const response = await post(url, { 'content-type': 'application/cloudevents-batch+json' }, body);

    expect(response.status).toBe(202);
    const received = await sink.receives(2);
    expect(received.map(({ body: data }) => data.toString()).toSorted()).toEqual([
      '{"id":"a"}',
      '{"id":"b"}',
    ]);
  });

  it('never changes binary data, not by a byte', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index));

    await post(url, { ...EVENT, 'content-type': 'application/octet-stream' }, bytes);
    const base64 = {
      specversion: '1.0',
      id: 'b',
      source: '/s',
      type: 't',
      data_base64: bytes.toString('base64'),
    };
    await post(url, { 'content-type': 'application/cloudevents+json' }, JSON.stringify(base64));

    const received = await sink.receives(2);
    expect(received.map(({ body }) => body.equals(bytes))).toEqual([true, true]);
  });

  it('delivers an event without data without a body', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);

    const { 'content-type': _none, ...headers } = EVENT;
    const response = await fetch(url, { method: 'POST', headers });

    expect(response.status).toBe(202);
    const [received] = await sink.receives(1);
    expect(received?.body).toHaveLength(0);
    expect(received?.headers['content-type']).toBeUndefined();
  });

  it('answers any method but POST with 405, and OPTIONS by offering POST', async () => {
    const { url } = await broker([]);

    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH']) {
      const response = await fetch(url, { method });
      expect([method, response.status]).toEqual([method, 405]);
      expect(response.headers.get('allow')).toContain('POST');
    }
    const options = await fetch(url, { method: 'OPTIONS' });
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toContain('POST');
  });

  it.each<[string, Record<string, string>, string, string]>([
    ['no event at all', { 'content-type': 'application/json' }, '{}', 'it has no id'],
    ['no source', { ...EVENT, 'ce-source': '' }, '{}', 'it has no source'],
    ['another version', { ...EVENT, 'ce-specversion': '0.3' }, '{}', 'its specversion is not 1.0'],
    ['a wrong time', { ...EVENT, 'ce-time': 'yesterday' }, '{}', 'time must match format "date-time"'],
    ['a wrong name', { ...EVENT, 'ce-my-ext': 'x' }, '{}', '"my-ext" is no name for an attribute'],
    ['no JSON', { 'content-type': 'application/cloudevents+json' }, '{', 'its body is not JSON'],
    [
      'an array',
      { 'content-type': 'application/cloudevents+json' },
      '[]',
      'an event has to be a JSON object',
    ],
    [
      'an object',
      { 'content-type': 'application/cloudevents-batch+json' },
      '{}',
      'a batch has to be a JSON array',
    ],
    ['XML', { 'content-type': 'application/cloudevents+xml' }, '<e/>', 'is not supported'],
  ])('answers 400 to %s, and says why', async (_what, headers, body, state) => {
    const { url } = await broker([]);

    const response = await post(url, headers, body);

    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining(state) as string });
  });

  it('answers 413 to an event that is too large', async () => {
    const { url } = await broker([], { MAX_EVENT_BYTES: '10' });
    expect((await post(url, EVENT, '"0123456789"')).status).toBe(413);
  });

  it('accepts an event before it is delivered', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(answer);
    const running = await broker([{ subscriber: sink.url }]);

    expect((await post(running.url)).status).toBe(202);
    await sink.receives(1);
    expect(await running.counts()).toMatchObject({ accepted: 1, delivered: 0, held: 1 });
    release();
    await running.isIdle();
    expect(await running.counts()).toMatchObject({ delivered: 1 });
  });

  it('answers 429 with Retry-After when its queue is full, and accepts again when there is room', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(answer, {});
    const running = await broker([{ subscriber: sink.url }], { QUEUE_DELIVERIES: '1' });

    expect((await post(running.url)).status).toBe(202);
    const refused = await post(running.url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    release();
    await running.isIdle();
    expect((await post(running.url)).status).toBe(202);
  });

  it('answers 429 when the data of what waits takes too much memory', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(answer, {});
    const { url } = await broker([{ subscriber: sink.url }], { QUEUE_BYTES: '100' });

    expect((await post(url, EVENT, JSON.stringify('x'.repeat(80)))).status).toBe(202);
    expect((await post(url, EVENT, JSON.stringify('x'.repeat(80)))).status).toBe(429);
    release();
  });

  it('takes a batch as a whole or not at all', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(answer);
    const running = await broker([{ subscriber: sink.url }], { QUEUE_DELIVERIES: '1' });

    const type = { 'content-type': 'application/cloudevents-batch+json' };
    expect((await post(running.url, type, JSON.stringify(events('a', 'b')))).status).toBe(429);
    expect(await running.counts()).toMatchObject({ accepted: 0, held: 0 });
    release();
  });

  it('accepts an event that no Trigger matches', async () => {
    const sink = await subscriber();
    const running = await broker([{ subscriber: sink.url, filters: onType('another') }]);

    expect((await post(running.url)).status).toBe(202);
    expect(await running.counts()).toMatchObject({ accepted: 1, held: 0 });
  });

  it('accepts and delivers duplicates', async () => {
    const sink = await subscriber();
    const { url } = await broker([{ subscriber: sink.url }]);

    await post(url);
    await post(url);

    expect((await sink.receives(2)).map(({ headers }) => headers['ce-id'])).toEqual(['42', '42']);
  });
});
