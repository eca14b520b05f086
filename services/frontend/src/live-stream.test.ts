import { SpanKind } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, spanNamed, untracedFetch } from '@tracewalk/telemetry/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { start as startEventDisplay } from '../../event-display/src/main.ts';
import { start as startServer } from '../../server/src/main.ts';
import { start } from './main.ts';
import { sseMessages } from './sse-messages.ts';

interface News {
  says?: string;
  html?: string;
  state?: string;
  steps?: string;
  over?: boolean;
}

const live = ({ says = '' }: News) => says.startsWith('As they arrive');

describe('the live stream of frontend', () => {
  let server: RunningService;
  let eventDisplay: RunningService;
  let service: RunningService;

  beforeAll(async () => {
    server = await startServer({ PORT: '0', LOG_LEVEL: 'silent', DATABASE_URL: await testDatabase() });
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    eventDisplay = await startEventDisplay({ PORT: '0', LOG_LEVEL: 'silent' });
  });
  afterEach(async () => {
    await service.stop();
    await eventDisplay.stop();
  });

  const run = async (env: NodeJS.ProcessEnv = {}) => {
    service = await start({
      PORT: '0',
      LOG_LEVEL: 'silent',
      EVENT_DISPLAY_URL: eventDisplay.url,
      QUERY_URL: 'http://127.0.0.1:1',
      ...env,
    });
    clearSpans();
  };

  /** As broker would deliver it. */
  const deliver = (type: string, more: Record<string, string>, data: unknown = {}) =>
    untracedFetch(eventDisplay.url, {
      method: 'POST',
      headers: {
        'ce-id': crypto.randomUUID(),
        'ce-source': '/s',
        'ce-specversion': '1.0',
        'ce-type': type,
        'content-type': 'application/json',
        ...more,
      },
      body: JSON.stringify(data),
    });
  const heads = (id: number) => deliver('dev.tracewalk.coin.flipped', { 'ce-flip': 'heads' }, { id });

  /** The news of a stream, one after the other; closed when the test is over. */
  async function open(path = '/events/stream') {
    const gone = new AbortController();
    onTestFinished(() => gone.abort());
    const response = await untracedFetch(service.url + path, { signal: gone.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    if (!response.body) throw new Error('Cannot read the stream: it has no body');
    const messages = sseMessages(response.body, 100_000);
    const next = async (fits: (news: News) => boolean): Promise<News> => {
      for (;;) {
        const { value, done } = await messages.next();
        if (done) throw new Error('The stream has ended');
        const news = JSON.parse(value.data) as News;
        if (fits(news)) return news;
      }
    };
    return { next, close: () => gone.abort() };
  }
  it('tells each coin that falls on heads, and the tails that are missing before it', async () => {
    await run();
    const stream = await open();
    await stream.next(live);
    await heads(4);
    expect((await stream.next(({ html }) => html !== undefined)).html?.match(/data-side="\w+"/g)).toEqual([
      'data-side="heads"',
    ]);
    await heads(7);
    const { html } = await stream.next((news) => news.html !== undefined);
    expect(html?.match(/quiet">#\d+/g)).toEqual(['quiet">#7', 'quiet">#6', 'quiet">#5']);
    expect(html?.match(/data-side="\w+"/g)).toEqual([
      'data-side="heads"',
      'data-side="tails"',
      'data-side="tails"',
    ]);
  });

  it('leaves no span, however long it is: neither the page that listens nor the service that does', async () => {
    await run();
    const stream = await open();
    await stream.next(live);
    await heads(1);
    await stream.next(({ html }) => html !== undefined);
    stream.close();

    await spanNamed('display event');
    const paths = recordedSpans()
      .filter(({ kind }) => kind === SpanKind.SERVER || kind === SpanKind.CLIENT)
      .map(({ attributes }) => attributes['url.path']);
    expect(paths).toEqual(['/']);
  });

  it('says when event-display is lost and when it is back, and goes on', async () => {
    await run();
    const stream = await open();
    await stream.next(live);
    const port = new URL(eventDisplay.url).port;
    await eventDisplay.stop();
    expect((await stream.next(({ says }) => says !== undefined)).says).toMatch('cannot be reached');

    eventDisplay = await startEventDisplay({ PORT: port, LOG_LEVEL: 'silent' });
    await stream.next(live);
    await heads(3);
    expect((await stream.next(({ html }) => html !== undefined)).html).toMatch('#3');
  });

  it('tells how a run goes on until its event was shown, and makes no span by looking', async () => {
    await run({ SERVER_URL: server.url });
    const form = new URLSearchParams({ stack: 'identity' });
    const { headers } = await untracedFetch(`${service.url}/runs`, {
      method: 'POST',
      body: form,
      redirect: 'manual',
    });
    const id = headers.get('location')?.split('/').at(-1) ?? '';
    clearSpans();

    const stream = await open(`/events/stream?run=${id}`);
    const news = await stream.next(({ state }) => state !== undefined);
    expect(news).toMatchObject({ state: 'This run is queued.', over: false });
    expect(news.steps?.match(/data-state="[\w ]+"/g)).toEqual(
      ['done', 'now', 'to come', 'to come', 'to come'].map((state) => `data-state="${state}"`),
    );
    expect(recordedSpans()).toEqual([]);
  });

  it('has so many listeners and no more', async () => {
    await run({ MAX_STREAMS: '1' });
    const first = await open();
    const refused = await untracedFetch(`${service.url}/events/stream`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');
    first.close();
    await expect
      .poll(async () => {
        const gone = new AbortController();
        const { status } = await untracedFetch(`${service.url}/events/stream`, { signal: gone.signal });
        gone.abort();
        return status;
      })
      .toBe(200);
  });

  it('ends at once when the service stops', async () => {
    await run();
    const stream = await open();
    await stream.next(live);
    const begun = performance.now();
    await service.stop();
    await expect(stream.next(() => false)).rejects.toThrow('The stream has ended');
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('shows events of before on the page, without a script', async () => {
    await heads(41);
    await heads(43);
    await run();
    await (await open()).next(live);
    await expect
      .poll(async () => (await (await untracedFetch(`${service.url}/coins`)).text()).match(/quiet">#4\d/g))
      .toEqual(['43', '42', '41'].map((beat) => `quiet">#${beat}`));
  });
});
