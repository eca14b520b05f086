import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { liveTraces, type LiveTrace } from './live-traces.ts';
import { serve } from './replay-jaeger.ts';

const announced = (traceID: string) => ({
  traceID,
  rootService: 'frontend',
  rootOperation: 'GET /',
  startTimeUnixNano: '1795258800000000000',
  durationUs: 48_000,
  spanCount: 9,
  errorCount: 0,
  services: ['frontend', 'user'],
  formats: ['otlp-http'],
  partial: false,
});

const stream = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream' });

const send = (response: ServerResponse, event: object): void =>
  void response.write(`: ping\n\nevent: trace\nid: 1\ndata: ${JSON.stringify(event)}\n\n`);

/** Reads so many traces, then stops. */
async function read(url: string, count: number): Promise<LiveTrace[]> {
  const controller = new AbortController();
  const traces: LiveTrace[] = [];
  for await (const trace of liveTraces(url, controller.signal)) {
    traces.push(trace);
    if (traces.length === count) controller.abort();
  }
  return traces;
}

describe('liveTraces()', () => {
  it('gives each trace that the backend announces', async () => {
    await using backend = await serve((request, response) => {
      expect(request.url).toBe('/base/api/live');
      stream(response);
      for (const id of ['a', 'b']) send(response, announced(id));
    });
    expect(await read(`${backend.url}/base`, 2)).toEqual([announced('a'), announced('b')]);
  });

  it('reads events however the network cuts them', async () => {
    const text = `data: ${JSON.stringify(announced('a'))}\r\n\r\ndata:${JSON.stringify(announced('ü'))}\n\n`;
    await using backend = await serve((_request, response) => {
      stream(response);
      const bytes = [...Buffer.from(text)];
      const next = () => {
        const byte = bytes.shift();
        if (byte !== undefined) response.write(Buffer.of(byte), next);
      };
      next();
    });
    expect((await read(backend.url, 2)).map((trace) => trace.traceID)).toEqual(['a', 'ü']);
  });

  it('opens the stream again after it broke off', async () => {
    let times = 0;
    await using backend = await serve((_request, response) => {
      send(stream(response), announced(String(++times)));
      if (times === 1) setImmediate(() => response.destroy());
    });
    expect((await read(backend.url, 2)).map((trace) => trace.traceID)).toEqual(['1', '2']);
  });

  it('ends when it is told to, also while nothing comes', async () => {
    const controller = new AbortController();
    await using backend = await serve((_request, response) => {
      stream(response).flushHeaders();
      setImmediate(() => controller.abort());
    });
    const traces = [];
    for await (const trace of liveTraces(backend.url, controller.signal)) traces.push(trace);
    expect(traces).toEqual([]);
  });

  it('says so when nothing listens', async () => {
    const closed = await serve(() => undefined);
    await closed[Symbol.asyncDispose]();
    await expect(read(closed.url, 1)).rejects.toThrow('connection refused. Is the system running?');
  });

  it('says so when it is a Jaeger, which announces nothing', async () => {
    await using jaeger = await serve((_request, response) =>
      response.setHeader('content-type', 'text/html').end('<html></html>'),
    );
    await expect(read(jaeger.url, 1)).rejects.toThrow("only tracewalk's own backend announces them");
  });

  it('stops at an event that is no trace, or that has no end', async () => {
    await using odd = await serve((_request, response) => void stream(response).write('data: hello\n\n'));
    await expect(read(odd.url, 1)).rejects.toThrow('an event is no trace: hello');
    await using endless = await serve(
      (_request, response) => void stream(response).write('x'.repeat(2 ** 20 + 1)),
    );
    await expect(read(endless.url, 1)).rejects.toThrow('an event is longer than 1048576 characters');
  });
});
