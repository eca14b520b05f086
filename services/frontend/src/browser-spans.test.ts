import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningService } from '@tracewalk/service';
import { clearSpans, recordedSpans, untracedFetch } from '@tracewalk/telemetry/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spansUrl } from './browser-spans.ts';
import { start } from './main.ts';

const spansOf = (service: string, spans: unknown[] = [{ name: 'open profile' }]) => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
      scopeSpans: [{ scope: { name: 'page' }, spans }],
    },
  ],
});

describe('POST /v1/traces', () => {
  const received: { path: string | undefined; body: unknown }[] = [];
  let collector: Server;
  let service: RunningService;

  beforeEach(async () => {
    received.length = 0;
    collector = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ path: request.url, body: JSON.parse(Buffer.concat(chunks).toString()) });
        response.end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    service = await start({
      PORT: '0',
      LOG_LEVEL: 'silent',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    });
    clearSpans();
  });
  afterEach(async () => {
    await service.stop();
    collector.closeAllConnections();
    collector.close();
  });

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    untracedFetch(`${service.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('passes spans of the browser on to the collector, and is in no trace itself', async () => {
    const response = await post(spansOf('frontend-page'));
    expect(response.status).toBe(200);
    expect(received).toEqual([{ path: '/v1/traces', body: spansOf('frontend-page') }]);
    expect(recordedSpans()).toEqual([]);
  });

  it.each([
    ['spans of another service', spansOf('frontend'), {}, 400],
    ['something that is no OTLP', { spans: [] }, {}, 400],
    ['no JSON', '{', {}, 400],
    ['another type', 'x', { 'content-type': 'application/x-protobuf' }, 415],
    [
      'more spans than a page has',
      spansOf(
        'frontend-page',
        Array.from({ length: 1_001 }, () => ({})),
      ),
      {},
      413,
    ],
    ['more bytes than a page sends', spansOf('frontend-page', ['x'.repeat(300_000)]), {}, 413],
    ['another site', spansOf('frontend-page'), { 'sec-fetch-site': 'cross-site' }, 403],
    ['another origin', spansOf('frontend-page'), { origin: 'http://evil.example' }, 403],
  ])('takes nothing that is %s', async (_what, body, headers, status) => {
    expect((await post(body, headers)).status).toBe(status);
    expect(received).toEqual([]);
  });

  it('says that the collector is away', async () => {
    collector.closeAllConnections();
    await new Promise((closed) => collector.close(closed));
    const response = await post(spansOf('frontend-page'));
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching('cannot be reached') });
  });

  it('is offered to the page only where spans have somewhere to go', async () => {
    const page = await (await fetch(service.url)).text();
    expect(page).toMatch(/<meta name="traceparent" content="00-[0-9a-f]{32}-[0-9a-f]{16}-01" \/>/);
    const there = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' };
    expect(spansUrl(there)).toBe('http://c:4318/v1/traces');
    expect(spansUrl({ ...there, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://t/x' })).toBe('http://t/x');
    expect(spansUrl({})).toBeUndefined();
    expect(spansUrl({ ...there, OTEL_TRACES_EXPORTER: 'zipkin' })).toBeUndefined();
    expect(spansUrl({ ...there, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toBeUndefined();
  });
});
