import { SpanKind } from '@opentelemetry/api';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, spanNamed } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { start } from './main.ts';

describe('the stream of event-display', () => {
  let service: RunningService;
  const run = async (env: NodeJS.ProcessEnv = {}) => {
    service = await start({ PORT: '0', LOG_LEVEL: 'silent', ...env });
  };
  const post = async (id: string) => {
    const headers = { 'ce-id': id, 'ce-source': '/s', 'ce-type': 't', 'ce-specversion': '1.0' };
    await fetch(service.url, { method: 'POST', headers });
  };
  const open = async (path = '/events/stream', headers: Record<string, string> = {}) =>
    new Stream(await fetch(service.url + path, { headers }));

  beforeEach(clearSpans);
  afterEach(() => service.stop());

  it('sends each event as it arrives', async () => {
    await run();
    const response = await fetch(`${service.url}/events/stream`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const stream = new Stream(response);
    await post('1');
    await post('2');

    expect((await stream.next()).event.id).toBe('1');
    expect((await stream.next()).event.id).toBe('2');
    await stream.close();
  });

  it('goes on after the last event that the client saw', async () => {
    await run();
    for (const id of ['1', '2', '3']) await post(id);
    const [, second] = (await (await fetch(`${service.url}/events`)).json()) as { sequence: number }[];

    for (const stream of [
      await open('/events/stream', { 'last-event-id': String(second?.sequence) }),
      await open(`/events/stream?after=${second?.sequence}`),
    ]) {
      expect((await stream.next()).event.id).toBe('3');
      await stream.close();
    }
  });

  it('begins with what arrives next when the last event is not given or makes no sense', async () => {
    await run();
    await post('1');
    const stream = await open('/events/stream', { 'last-event-id': 'nonsense' });
    await post('2');

    expect((await stream.next()).event.id).toBe('2');
    await stream.close();
  });

  it('numbers events upwards across a restart, so that a client misses none', async () => {
    await run();
    await post('before');
    const [before] = (await (await fetch(`${service.url}/events`)).json()) as { sequence: number }[];
    await service.stop();
    await run();
    await post('after');
    const stream = await open('/events/stream', { 'last-event-id': String(before?.sequence) });

    expect((await stream.next()).event.id).toBe('after');
    await stream.close();
  });

  it('sends a comment now and then, so that the connection is not taken for dead', async () => {
    await run({ STREAM_COMMENT_MS: '10' });
    const stream = await open();

    expect(await stream.until(': still here\n\n')).toBeDefined();
    await stream.close();
  });

  it('refuses more clients than it serves, until one has gone', async () => {
    await run({ MAX_STREAMS: '1' });
    const stream = await open();
    const refused = await fetch(`${service.url}/events/stream`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');

    await stream.close();
    await expect
      .poll(async () => {
        const response = await fetch(`${service.url}/events/stream`);
        await response.body?.cancel();
        return response.status;
      })
      .toBe(200);
  });

  it('ends when the service stops, at once', async () => {
    await run();
    const stream = await open();
    const begun = performance.now();
    await service.stop();

    expect(await stream.ended()).toBe(true);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('is not traced: a span would stay open as long as the page', async () => {
    await run();
    const stream = await open('/events/stream?after=0');
    await post('1');
    await stream.next();
    await stream.close();

    await spanNamed('POST /');
    const served = recordedSpans().filter(({ kind }) => kind === SpanKind.SERVER);
    expect(served.map(({ attributes }) => attributes['url.path'])).toEqual(['/']);
  });
});

/** Reads server-sent events as they come. */
class Stream {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = '';

  constructor(response: Response) {
    if (!response.body) throw new Error('Cannot read the stream: it has no body');
    this.#reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  }

  async next(): Promise<{ sequence: number; event: { id: string } }> {
    const message = await this.until(/id: \d+\ndata: (.*)\n\n/);
    return JSON.parse(/data: (.*)/.exec(message)?.[1] ?? '');
  }

  async until(pattern: string | RegExp): Promise<string> {
    for (;;) {
      const match = typeof pattern === 'string' ? this.#text.indexOf(pattern) : this.#text.search(pattern);
      if (match >= 0) {
        const end = this.#text.indexOf('\n\n', match) + 2;
        const found = this.#text.slice(match, end);
        this.#text = this.#text.slice(end);
        return found;
      }
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`Cannot find ${pattern}: the stream has ended`);
      this.#text += value;
    }
  }

  async ended(): Promise<boolean> {
    for (;;) if ((await this.#reader.read()).done) return true;
  }

  close(): Promise<void> {
    return this.#reader.cancel();
  }
}
