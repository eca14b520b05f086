import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@tracewalk/local-backend';
import { describe, expect, it } from 'vitest';
import { examine } from './examine.ts';
import { examineOnce, foundIn, laptop } from './testing/laptop.ts';
import { closedPort, httpServer, proxyTo } from './testing/servers.ts';

const start = async (options = {}) => {
  const backend = await startBackend({
    ports: { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 },
    ...options,
  });
  return { urls: backend.urls, [Symbol.asyncDispose]: () => backend.close() };
};
const at = ({ port }: { port: number }) => `http://127.0.0.1:${port}`;

/** Where traces are asked for, when all the rest is healthy. */
async function askingAt(query: string, receivers?: Parameters<typeof laptop>[0]): Promise<string[][]> {
  if (receivers) return foundIn(await examineOnce(laptop({ ...receivers, query })));
  await using backend = await start();
  return foundIn(await examineOnce(laptop({ ...backend.urls, query })));
}

describe.concurrent('a query API', { timeout: 20_000 }, () => {
  it('that is not there', async () => {
    const query = `http://127.0.0.1:${await closedPort()}`;
    expect(await askingAt(query)).toEqual([['found', 'query-unreachable', query]]);
  });

  it.each([
    ['that is a web server', 200, {}, 'not-a-query-api'],
    ['that is some other API', 404, { 'content-type': 'application/json' }, 'not-a-query-api'],
    ['that wants a login', 302, { location: 'http://127.0.0.1/login' }, 'query-not-allowed'],
    ['that wants a token', 401, {}, 'query-not-allowed'],
    ['whose storage is not ready', 500, {}, 'storage-not-ready'],
    ['behind a proxy that has nobody to ask', 503, {}, 'storage-not-ready'],
  ])('%s', async (_what, status, headers, cause) => {
    await using server = await httpServer(
      (_request, response) => void response.writeHead(status, headers).end('<p>'),
    );
    expect(await askingAt(at(server))).toEqual([['found', cause, at(server)]]);
  });

  it('whose storage fails when traces are read', async () => {
    await using backend = await start();
    await using failing = await proxyTo(backend.urls.query, (request, response) => {
      if (!request.url?.startsWith('/api/traces')) return false;
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"errors":[{"msg":"no shards"}]}');
      return true;
    });
    expect(await askingAt(at(failing), backend.urls)).toEqual([['found', 'storage-not-ready', at(failing)]]);
  });

  it('of another storage than the one that is written to', async () => {
    await using other = await start();
    expect((await askingAt(other.urls.query)).map(([stage, cause]) => [stage, cause])).toEqual([
      ['found', 'other-storage'],
    ]);
  });

  it('that finds traces by their ids only', async () => {
    await using backend = await start();
    await using forgetful = await proxyTo(backend.urls.query, (request, response) => {
      if (!request.url?.startsWith('/api/traces?')) return false;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
      return true;
    });
    expect(await askingAt(at(forgetful), backend.urls)).toEqual([['found', 'found-by-id-only', 'search']]);
  });

  it('whose clock is wrong', async () => {
    await using backend = await start();
    await using late = await proxyTo(backend.urls.query, (_request, response) => {
      response.setHeader('date', new Date(Date.now() + 3_600_000).toUTCString());
      return false;
    });
    expect(await askingAt(at(late), backend.urls)).toEqual([['found', 'clocks-differ', 'the query API']]);
  });
});

/** Two runs, with what happens between them. */
const twice = async (between: Parameters<typeof laptop>[], rest = {}) => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-doctor-'));
  const memory = join(folder, 'deeper', 'doctor.json');
  try {
    const reports = [];
    for (const [receivers] of between) {
      reports.push(await examine(laptop(receivers, {}, { key: 'the same', ...rest }), { memory }));
    }
    return reports;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('a mark of an earlier run', () => {
  it('that is still there is fine', async () => {
    await using backend = await start();
    const [first, second] = await twice([[backend.urls], [backend.urls]]);
    expect([first?.findings, second?.findings]).toEqual([[], []]);
    expect(second?.checks.at(-1)).toMatchObject({ name: 'earlier mark', state: 'fine' });
  });

  it('that is gone tells of a restart, once and as a note', async () => {
    await using before = await start();
    await using after = await start();
    const [, second, third] = await twice([[before.urls], [after.urls], [after.urls]]);
    expect(second?.findings).toMatchObject([{ cause: 'restarted', stage: 'found', note: true }]);
    expect(third?.findings).toEqual([]);
  });

  it('that is gone tells of traces that took its place, where some were evicted', async () => {
    await using before = await start();
    await using after = await start();
    await using full = await proxyTo(after.urls.query, (request, response) => {
      if (request.url !== '/api/stats') return false;
      response.end('{"evictedSpans":70000}');
      return true;
    });
    const [, second] = await twice([[before.urls], [{ ...after.urls, query: at(full) }]]);
    expect(second?.findings).toMatchObject([{ cause: 'evicted', stage: 'found', note: true }]);
  });

  it('that is gone tells of retention, where nothing was restarted; of a restart, where a pod is younger', async () => {
    await using before = await start();
    await using after = await start();
    await using jaeger = await proxyTo(after.urls.query, (request, response) => {
      if (request.url !== '/api/stats') return false;
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>');
      return true;
    });
    const urls = { ...after.urls, query: at(jaeger) };
    const [, second] = await twice([[before.urls], [urls]]);
    expect(second?.findings).toMatchObject([{ cause: 'retention', note: true }]);
    const storageStarted = new Date(Date.now() + 60_000);
    const [, other] = await twice([[before.urls], [urls]], { storageStarted });
    expect(other?.findings).toMatchObject([{ cause: 'restarted', note: true }]);
  });
});

const metrics = (count: number, lines: readonly string[]) =>
  lines.map((line) => line.replace('N', String(count * 100))).join('\n');

describe('a Collector that takes spans which nobody finds', { timeout: 20_000 }, () => {
  const QUEUE = [
    'otelcol_exporter_queue_capacity{exporter="otlp"} 1000',
    'otelcol_exporter_queue_size{exporter="otlp"} 0',
  ];

  it.each([
    [
      'with a queue that is full',
      [
        'otelcol_receiver_accepted_spans_total{transport="http"} N',
        'otelcol_exporter_enqueue_failed_spans_total N',
        'otelcol_exporter_queue_capacity 1000',
        'otelcol_exporter_queue_size 1000',
      ],
      'collector-queue-full',
    ],
    [
      'with nobody to send to',
      [
        'otelcol_receiver_accepted_spans_total N',
        'otelcol_exporter_queue_capacity 1000',
        'otelcol_exporter_queue_size 40',
      ],
      'collector-cannot-send',
    ],
    [
      'that has given up sending',
      [...QUEUE, 'otelcol_receiver_accepted_spans N', 'otelcol_exporter_send_failed_spans N'],
      'collector-cannot-send',
    ],
    ['that refuses others', [...QUEUE, 'otelcol_receiver_refused_spans_total N'], 'collector-refuses'],
    ['that drops them', [...QUEUE, 'otelcol_receiver_accepted_spans_total N'], 'collector-drops'],
  ])('%s says so itself', async (_what, lines, cause) => {
    await using backend = await start();
    let asked = 0;
    await using collector = await httpServer((request, response) => {
      request.resume();
      response
        .writeHead(200, { 'content-type': 'text/plain' })
        .end(request.url === '/metrics' ? metrics(++asked, lines) : '');
    });
    await using receiver = await httpServer((request, response) => {
      request
        .resume()
        .on('end', () => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    const change = { user: { OTEL_EXPORTER_OTLP_ENDPOINT: at(receiver) } };
    const report = await examineOnce(
      laptop(backend.urls, change, { metrics: new URL(`${at(collector)}/metrics`) }),
    );
    expect(foundIn(report)).toEqual([['carried', cause, 'the Collector']]);
  });

  it('and has passed them on: they are in another storage', async () => {
    await using backend = await start();
    let asked = 0;
    const lines = [
      ...QUEUE,
      'otelcol_receiver_accepted_spans_total N',
      'otelcol_exporter_sent_spans_total N',
    ];
    await using collector = await httpServer(
      (_request, response) => void response.end(metrics(++asked, lines)),
    );
    await using receiver = await httpServer((request, response) => {
      request.resume().on('end', () => void response.writeHead(202).end());
    });
    const change = { profile: { OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${at(receiver)}/api/v2/spans` } };
    const report = await examineOnce(laptop(backend.urls, change, { metrics: new URL(at(collector)) }));
    expect(foundIn(report)).toEqual([['found', 'other-storage', 'Zipkin JSON']]);
  });
});
