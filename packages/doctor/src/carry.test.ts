import { readFileSync } from 'node:fs';
import { startBackend, type Backend } from '@tracewalk/local-backend';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, hasOpenssl } from '../../../test/setup/certificates.ts';
import { explainFailure } from './carry/explain-failure.ts';
import type { Target } from './carry/target.ts';
import { examineOnce, foundIn, laptop } from './testing/laptop.ts';
import {
  closedPort,
  grpcServer,
  grpcServerThatSays,
  httpServer,
  httpsServer,
  passOnTo,
  proxyTo,
  tcpServer,
  type Running,
} from './testing/servers.ts';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
/** ExportTraceServiceResponse: one span was rejected. */
const ONE_REJECTED = Buffer.from([10, 8, 8, 1, 18, 4, 98, 97, 100, 33]);

let backend: Backend;
beforeAll(
  async () =>
    void (backend = await startBackend({ ports: { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 } })),
);
afterAll(() => backend.close());

type Protocol = 'http' | 'grpc' | 'zipkin';
/** A service that sends its spans by this protocol, so that this one is broken and all others are not. */
const SENDER = { http: 'user', grpc: 'coinflip', zipkin: 'profile' };
const NAME = { http: 'OTLP/HTTP protobuf', grpc: 'OTLP/gRPC', zipkin: 'Zipkin JSON' };

/** Lets one service send to another address, and says what is found of it. */
async function sendingTo(protocol: Protocol, url: string, env = {}): Promise<string[][]> {
  const endpoint =
    protocol === 'zipkin' ? { OTEL_EXPORTER_ZIPKIN_ENDPOINT: `${url}/api/v2/spans` } : { [ENDPOINT]: url };
  return foundIn(await examineOnce(laptop(backend.urls, { [SENDER[protocol]]: { ...endpoint, ...env } })));
}

const answers = (status: number, type = 'text/plain', body = 'as the test says') =>
  httpServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(status, { 'content-type': type }).end(body));
  });
const page = () => answers(200, 'text/html', '<html></html>');

const BREAKAGES: readonly (readonly [
  what: string,
  Protocol,
  start: () => Promise<Running>,
  cause: string,
])[] = [
  [
    'a receiver that takes the connection and says nothing',
    'http',
    () => tcpServer(() => undefined),
    'no-answer',
  ],
  ['the same by gRPC', 'grpc', () => tcpServer(() => undefined), 'no-answer'],
  [
    'a server of something else',
    'http',
    () => tcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n')),
    'other-protocol',
  ],
  [
    'a server of something else, by gRPC',
    'grpc',
    () => tcpServer((socket) => socket.write('SSH-2.0-OpenSSH_9.9\r\n')),
    'other-protocol',
  ],
  [
    'a proxy that cuts the connection',
    'http',
    () => httpServer((request, response) => (request.method === 'POST' ? request.destroy() : response.end())),
    'connection-cut',
  ],
  ['a receiver that wants to know who sends', 'http', () => answers(401), 'not-allowed'],
  ['a receiver that knows and forbids', 'http', () => answers(403), 'not-allowed'],
  ['the same by gRPC', 'grpc', () => grpcServer(16), 'not-allowed'],
  ['a limit on the size', 'http', () => answers(413), 'too-large'],
  ['a receiver with too many requests', 'http', () => answers(429), 'overloaded'],
  ['a memory_limiter', 'http', () => answers(503), 'overloaded'],
  ['a memory_limiter, by gRPC', 'grpc', () => grpcServer(8), 'overloaded'],
  ['a memory_limiter, by Zipkin', 'zipkin', () => answers(503), 'overloaded'],
  ['a receiver that cannot read it', 'http', () => answers(400), 'unreadable'],
  ['a receiver of JSON alone', 'http', () => answers(415), 'unreadable'],
  ['a receiver that fails', 'http', () => answers(500), 'receiver-failed'],
  ['the same by gRPC', 'grpc', () => grpcServer(13), 'receiver-failed'],
  ['a web server that has a page for everything', 'http', page, 'wrong-path'],
  ['a web server, for Zipkin', 'zipkin', () => answers(404), 'wrong-path'],
  ['a gRPC server without the TraceService', 'grpc', () => grpcServer(12), 'wrong-path'],
  [
    'a receiver that rejects a span',
    'http',
    () => answers(200, 'application/json', '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"bad!"}}'),
    'partly-taken',
  ],
  ['the same by gRPC', 'grpc', () => grpcServerThatSays(ONE_REJECTED), 'partly-taken'],
];

describe.concurrent('a span that is carried', { timeout: 20_000 }, () => {
  it('arrives by each protocol, and nothing is found', async () => {
    const report = await examineOnce(laptop(backend.urls));
    expect(report.findings).toEqual([]);
    expect(
      report.checks.filter(({ stage }) => stage === 'carried').map(({ name, state }) => [name, state]),
    ).toEqual([
      ['OTLP/HTTP protobuf', 'fine'],
      ['OTLP/HTTP JSON', 'fine'],
      ['OTLP/gRPC', 'fine'],
      ['Zipkin JSON', 'fine'],
    ]);
  });

  it.each(BREAKAGES)(
    'to %s (%s): the cause is named, and nothing else',
    async (_what, protocol, start, cause) => {
      await using server = await start();
      expect(await sendingTo(protocol, `http://127.0.0.1:${server.port}`)).toEqual([
        ['carried', cause, NAME[protocol]],
      ]);
    },
  );

  it.each(['http', 'grpc', 'zipkin'] as const)('to a port where nobody listens (%s)', async (protocol) => {
    const found = await sendingTo(protocol, `http://127.0.0.1:${await closedPort()}`);
    expect(found).toEqual([['carried', 'connection-refused', NAME[protocol]]]);
  });

  it.each(['http', 'grpc'] as const)('to a name that nobody has (%s)', async (protocol) => {
    expect(await sendingTo(protocol, 'http://no-such-host.invalid:4444')).toEqual([
      ['carried', 'name-unknown', NAME[protocol]],
    ]);
  });

  it('to a network that cannot be reached', async () => {
    const target = { protocol: 'OTLP/HTTP protobuf', url: 'http://192.0.2.1:4444' } as Target;
    expect((await explainFailure(target, new URL(target.url), 'EHOSTUNREACH')).cause).toBe(
      'host-unreachable',
    );
  });

  it('by gRPC to a port of HTTP: it is found out what listens there', async () => {
    expect(await sendingTo('grpc', backend.urls.otlpHttp)).toEqual([
      ['carried', 'grpc-to-http', 'OTLP/gRPC'],
    ]);
  });

  it('by HTTP to a port of gRPC: it is found out what listens there', async () => {
    expect(await sendingTo('http', backend.urls.otlpGrpc)).toEqual([
      ['carried', 'http-to-grpc', 'OTLP/HTTP protobuf'],
    ]);
    expect(await sendingTo('zipkin', backend.urls.otlpGrpc)).toEqual([
      ['carried', 'http-to-grpc', 'Zipkin JSON'],
    ]);
  });

  it('to another path of the receiver', async () => {
    expect(await sendingTo('http', `${backend.urls.otlpHttp}/otlp`)).toEqual([
      ['carried', 'wrong-path', 'OTLP/HTTP protobuf'],
    ]);
  });

  it('to a receiver that is gone for all: one finding for each protocol, at most', async () => {
    const gone = `http://127.0.0.1:${await closedPort()}`;
    const receivers = { ...backend.urls, otlpHttp: gone, otlpGrpc: gone, zipkin: gone };
    expect(foundIn(await examineOnce(laptop(receivers)))).toEqual([
      ['carried', 'connection-refused', 'OTLP/HTTP protobuf, OTLP/HTTP JSON, OTLP/gRPC, Zipkin JSON'],
    ]);
  });

  it('has the headers of the settings with it, and says them to nobody', async () => {
    let asked: unknown;
    await using server = await proxyTo(backend.urls.otlpHttp, ({ headers }, response) => {
      asked = headers['authorization'];
      if (asked !== 'Bearer s3cret') return false;
      response.writeHead(401).end('no');
      return true;
    });
    const env = { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20s3cret' };
    const change = { user: { [ENDPOINT]: `http://127.0.0.1:${server.port}`, ...env } };
    const report = await examineOnce(laptop(backend.urls, change));
    expect(asked).toBe('Bearer s3cret');
    expect(foundIn(report)).toEqual([['carried', 'not-allowed', 'OTLP/HTTP protobuf']]);
    expect(JSON.stringify(report)).not.toContain('s3cret');
  });
});

const secure = (server: Running) => `https://127.0.0.1:${server.port}`;
const secured = (url: string) => url.replace('http:', 'https:');
const only = (cause: string) => [['carried', cause, 'OTLP/HTTP protobuf']];

describe.skipIf(!hasOpenssl)('a span that is carried over TLS', { timeout: 20_000 }, () => {
  const authority = createAuthority();
  const expired = createAuthority({ days: -1 });
  const elsewhere = createAuthority({ names: 'DNS:elsewhere.example' });
  const files = authority.issue('receiver');
  const serverOptions = (of = files) => ({
    cert: readFileSync(of.TLS_CERT_FILE),
    key: readFileSync(of.TLS_KEY_FILE),
  });
  const trusting = (of = files) => ({ OTEL_EXPORTER_OTLP_CERTIFICATE: of.TLS_CA_FILE });

  it('is not sent to a certificate that nobody vouches for', async () => {
    await using server = await httpsServer(serverOptions());
    expect(await sendingTo('http', secure(server))).toEqual(only('tls-untrusted'));
    await using both = await httpsServer({ ...serverOptions(), ALPNProtocols: ['h2', 'http/1.1'] });
    expect(await sendingTo('grpc', secure(both))).toEqual([['carried', 'tls-untrusted', 'OTLP/gRPC']]);
  });

  it('finds no HTTP/2 behind TLS, and so no gRPC', async () => {
    await using server = await httpsServer(serverOptions());
    expect(await sendingTo('grpc', secure(server))).toEqual([['carried', 'grpc-to-http', 'OTLP/gRPC']]);
  });

  it('is not sent to a certificate that has expired', async () => {
    const of = expired.issue('receiver');
    await using server = await httpsServer(serverOptions(of));
    expect(await sendingTo('http', secure(server), trusting(of))).toEqual(only('tls-expired'));
  });

  it('is not sent to a certificate for another name', async () => {
    const of = elsewhere.issue('receiver');
    await using server = await httpsServer(serverOptions(of));
    expect(await sendingTo('http', secure(server), trusting(of))).toEqual(only('tls-wrong-name'));
  });

  it('is refused without a certificate of its own', async () => {
    const options = {
      ...serverOptions(),
      requestCert: true,
      rejectUnauthorized: true,
      ca: readFileSync(files.TLS_CA_FILE),
    };
    await using server = await httpsServer(options);
    expect(await sendingTo('http', secure(server), trusting())).toEqual(only('tls-client-certificate'));
  });

  it('has no version of TLS in common with an old receiver', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await using server = await httpsServer({ ...serverOptions(), ...old });
    expect(await sendingTo('http', secure(server), trusting())).toEqual(only('tls-handshake'));
  });

  it('goes without TLS to a port that wants it', async () => {
    await using server = await httpsServer(serverOptions());
    expect(await sendingTo('http', `http://127.0.0.1:${server.port}`)).toEqual(only('plain-to-tls'));
    expect(await sendingTo('grpc', `http://127.0.0.1:${server.port}`)).toEqual([
      ['carried', 'plain-to-tls', 'OTLP/gRPC'],
    ]);
  });

  it('goes with TLS to a port that does not speak it', async () => {
    expect(await sendingTo('http', secured(backend.urls.otlpHttp))).toEqual(only('tls-to-plain'));
    expect(await sendingTo('grpc', secured(backend.urls.otlpGrpc))).toEqual([
      ['carried', 'tls-to-plain', 'OTLP/gRPC'],
    ]);
  });

  it('arrives where the authority of the settings has signed', async () => {
    await using server = await httpsServer(serverOptions(), passOnTo(backend.urls.otlpHttp));
    expect(await sendingTo('http', secure(server), trusting())).toEqual([]);
  });
});
