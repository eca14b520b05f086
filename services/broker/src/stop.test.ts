/** What was acknowledged is delivered or kept: a broker that stops, and the next one. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { clearSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { broker, EVENT, pending, post, retrying, subscriber, temporaryFolder } from './test-broker.ts';
import { eventually } from './test-subscriber.ts';

/** Long enough for a busy machine: these tests end as soon as everything is delivered. */
const PATIENT = { STOP_GRACE_MS: '4000' };

const pendingIn = (folder: string) => join(folder, 'pending.ndjson');

describe('a broker that stops', () => {
  beforeEach(clearSpans);

  it('delivers first what it holds, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const { answer, release } = pending();
    const sink = await subscriber(answer);
    const running = await broker([{ subscriber: sink.url }], {
      SPOOL_DIR: folder,
      DELIVERY_CONCURRENCY: '1',
    });
    for (let i = 0; i < 5; i++) await post(running.url);
    await sink.receives(1);

    const stopped = running.stop();
    release();
    await stopped;

    expect(sink.received).toHaveLength(5);
    expect(existsSync(pendingIn(folder))).toBe(false);
  });

  it('answers 503 to new events while it still delivers', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(answer);
    const running = await broker([{ subscriber: sink.url }], PATIENT);
    await post(running.url);
    await sink.receives(1);

    const stopped = running.stop();
    const refused = await post(running.url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await fetch(`${running.url}/readyz`)).status).toBe(503);
    release();
    await stopped;
  });

  it('answers 503 to an event whose body arrives after the stop began', async () => {
    const { answer, release } = pending();
    const sink = await subscriber(answer);
    const running = await broker([{ subscriber: sink.url }], PATIENT);
    await post(running.url);
    await sink.receives(1);
    const socket = connect(Number(new URL(running.url).port), '127.0.0.1');
    const headers = Object.entries({ ...EVENT, host: 'broker', 'content-length': '2' });
    socket.write(
      `POST / HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n{`,
    );
    // Answered later than the bytes above were read.
    await running.counts();

    const stopped = running.stop();
    const response = new Promise((resolve) => socket.once('data', (data) => resolve(data.toString())));
    socket.write('}');

    expect(await response).toMatch(/^HTTP\/1\.1 503 /);
    socket.destroy();
    release();
    await stopped;
  });

  it('keeps what cannot be delivered within the grace, and delivers it after the next start', async () => {
    const folder = temporaryFolder();
    const { answer } = pending();
    const sink = await subscriber(answer, {});
    const trigger = { name: 'kept', subscriber: sink.url };
    const settings = { SPOOL_DIR: folder, STOP_GRACE_MS: '50', DELIVERY_CONCURRENCY: '1' };
    const first = await broker([trigger], settings);
    const bytes = Buffer.from([0, 255, 10, 13]);
    const headers = { ...EVENT, 'content-type': 'image/png', 'ce-ext': 'a%20b', 'knative-thing': 'k' };
    await post(first.url, { ...headers, baggage: 'tenant=red' }, bytes);
    await post(first.url, { ...headers, 'ce-id': '43' }, bytes);
    await sink.receives(1);

    await first.stop();
    // One was under way, one was waiting; both were acknowledged.
    expect(readFileSync(pendingIn(folder), 'utf8').trim().split('\n')).toHaveLength(2);

    const second = await broker([trigger], settings);
    const received = await sink.receives(3);
    await second.isIdle();
    expect(received.slice(1).map((each) => each.headers['ce-id'])).toEqual(['42', '43']);
    expect(received[1]?.body.equals(bytes)).toBe(true);
    expect(received[1]?.headers).toMatchObject({
      'content-type': 'image/png',
      'ce-ext': 'a%20b',
      'knative-thing': 'k',
      baggage: 'tenant=red',
    });
    expect(existsSync(pendingIn(folder))).toBe(false);
  });

  it('does not wait for a retry, but keeps the event', async () => {
    const folder = temporaryFolder();
    const sink = await subscriber({ status: 500 }, {});
    const trigger = { name: 'failing', subscriber: sink.url, delivery: { retry: 3, backoffDelay: 'PT1H' } };
    const first = await broker([trigger], { SPOOL_DIR: folder });
    await post(first.url);
    await sink.receives(1);
    await first.stop();

    const second = await broker([trigger], { SPOOL_DIR: folder });
    await sink.receives(2);
    await second.isIdle();
    expect(await second.counts()).toMatchObject({ delivered: 1, dropped: 0 });
  });

  it('keeps a reply that arrives while it stops', async () => {
    const folder = temporaryFolder();
    const { answer, release } = pending();
    const reply = { 'ce-specversion': '1.0', 'ce-id': 'r', 'ce-source': '/r', 'ce-type': 'replied' };
    const sink = await subscriber({ ...answer, headers: reply });
    const gone = await subscriber({ status: 503 }, {});
    const triggers = [
      { name: 'ask', subscriber: sink.url, filters: [{ exact: { type: 'test.happened' } }] },
      {
        name: 'next',
        subscriber: gone.url,
        filters: [{ exact: { type: 'replied' } }],
        delivery: retrying(9),
      },
    ];
    const first = await broker(triggers, { ...PATIENT, SPOOL_DIR: folder });
    await post(first.url);
    await sink.receives(1);
    const stopped = first.stop();
    release();
    await stopped;

    await broker(triggers, { SPOOL_DIR: folder });
    const [, again] = await gone.receives(2);
    expect(again?.headers['ce-id']).toBe('r');
    expect(sink.received).toHaveLength(1);
  });

  it('goes on with the trace of the event after the restart', async () => {
    const folder = temporaryFolder();
    const sink = await subscriber({ status: 500 }, {});
    const trigger = { name: 'failing', subscriber: sink.url, delivery: { retry: 3, backoffDelay: 'PT1H' } };
    const first = await broker([trigger], { SPOOL_DIR: folder });
    await post(first.url);
    await sink.receives(1);
    await first.stop();
    const kept = await spanNamed('process failing');
    expect(kept.attributes).toMatchObject({ 'demo.delivery.outcome': 'kept' });
    const accepted = await spanNamed('send default');
    clearSpans();

    await broker([trigger], { SPOOL_DIR: folder });
    const delivered = await spanNamed('process failing');
    expect(delivered.attributes).toMatchObject({ 'demo.delivery.outcome': 'delivered' });
    expect(delivered.parentSpanContext?.spanId).toBe(accepted.spanContext().spanId);
    expect(delivered.spanContext().traceId).toBe(accepted.spanContext().traceId);
  });

  it('drops and counts what it kept for a Trigger that is gone', async () => {
    const folder = temporaryFolder();
    const sink = await subscriber({ status: 500 });
    const delivery = { retry: 3, backoffDelay: 'PT1H' };
    const first = await broker([{ name: 'old', subscriber: sink.url, delivery }], { SPOOL_DIR: folder });
    await post(first.url);
    await sink.receives(1);
    await first.stop();

    const second = await broker([{ name: 'new', subscriber: sink.url }], { SPOOL_DIR: folder });
    await eventually(
      async () => (await second.counts())['dropped'] === 1,
      () => 'none dropped',
    );
    expect(sink.received).toHaveLength(1);
  });

  it('does not start over a damaged spool, and leaves it as it is', async () => {
    const folder = temporaryFolder();
    writeFileSync(pendingIn(folder), '{"trigger":');

    await expect(broker([], { SPOOL_DIR: folder })).rejects.toThrow(
      /^Cannot read the undelivered events in .*: it is damaged\. Repair it or move it away\.$/,
    );
    expect(readFileSync(pendingIn(folder), 'utf8')).toBe('{"trigger":');
  });
});
