import { X509Certificate } from 'node:crypto';
import { get as httpsGet, globalAgent } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { SpanKind } from '@opentelemetry/api';
import { recordedSpans } from '@tracewalk/telemetry/testing';
import express from 'express';
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type CertificateFiles, createAuthority, hasOpenssl } from '../../../test/setup/certificates.ts';
import { health } from './health.ts';
import { type RunningService, serve, type ServeOptions } from './serve.ts';
import { callWithTls, tlsFiles } from './tls.ts';

const LOOPBACK = { HOST: '127.0.0.1', PORT: 0 };

describe.skipIf(!hasOpenssl)('mutual TLS', () => {
  const authority = createAuthority();
  const dispatcher = getGlobalDispatcher();
  const agentOptions = { ...globalAgent.options };
  let called: CertificateFiles;
  let service: RunningService;
  let undo: (() => void)[] = [];

  const run = async (options: Partial<ServeOptions> = {}) => {
    const app = express()
      .use(health())
      .get('/caller', (request, response) => {
        response.json((request.socket as TLSSocket).getPeerCertificate().subject.CN);
      });
    service = await serve(app, { ...LOOPBACK, ...called, ...options });
    undo.push(() => void service.stop());
  };
  const callAs = async (files: CertificateFiles) => undo.push(await callWithTls(tlsFiles(files)!));
  const ask = (path = '/caller') => fetch(service.url + path).then((response) => response.json());
  const failure = () => ask().then(String, (error: Error) => (error.cause as NodeJS.ErrnoException).code);

  beforeEach(() => {
    called = authority.issue('called');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });

  afterEach(() => {
    undo.forEach((end) => end());
    undo = [];
    vi.useRealTimers();
    setGlobalDispatcher(dispatcher);
    globalAgent.options = { ...agentOptions };
  });

  it('lets a service call another one, which sees who calls', async () => {
    await run();
    await callAs(authority.issue('caller'));

    expect(service.url).toMatch(/^https:/);
    expect(await ask()).toBe('caller');
  });

  it('keeps the trace in one piece', async () => {
    await run();
    await callAs(authority.issue('caller'));
    await ask();

    const [client] = recordedSpans().filter(({ kind }) => kind === SpanKind.CLIENT);
    const [server] = recordedSpans().filter(({ kind }) => kind === SpanKind.SERVER);
    expect(server?.parentSpanContext?.spanId).toBe(client?.spanContext().spanId);
    expect(server?.attributes).toMatchObject({ 'url.scheme': 'https' });
  });

  it('refuses who has no certificate', async () => {
    await run();
    await callAs(authority.issue('caller'));
    const { ca } = globalAgent.options;
    const refused = new Promise((resolve) => {
      const { hostname, port } = new URL(service.url);
      connect({ host: hostname, port: Number(port), ca })
        .once('error', resolve)
        .resume();
    });

    expect(await refused).toMatchObject({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' });
  });

  it('refuses a certificate of another authority, and does not trust it either', async () => {
    await run();
    await callAs({ ...createAuthority().issue('stranger'), TLS_CA_FILE: called.TLS_CA_FILE });
    expect(await failure()).toMatch(/ALERT_UNKNOWN_CA|ECONNRESET|SOCKET/);

    await callAs(createAuthority().issue('stranger'));
    expect(await failure()).toBe('SELF_SIGNED_CERT_IN_CHAIN');
  });

  it('refuses plain text', async () => {
    await run();
    const { port } = new URL(service.url);
    await expect(fetch(`http://127.0.0.1:${port}/caller`)).rejects.toThrow('fetch failed');
  });

  it("shows the certificate also through Node's https agent, as the Zipkin exporter sends", async () => {
    await run();
    await callAs(authority.issue('caller'));
    const answer = await new Promise<string>((resolve, reject) => {
      httpsGet(`${service.url}/caller`, (response) =>
        response.setEncoding('utf8').once('data', resolve),
      ).once('error', reject);
    });

    expect(JSON.parse(answer)).toBe('caller');
  });

  it('takes up renewed certificates on both sides while it runs', async () => {
    await run();
    await callAs(authority.issue('caller'));
    const before = await serialOf(service);
    expect(await ask()).toBe('caller');

    authority.issue('called');
    authority.issue('caller');
    vi.advanceTimersByTime(60_000);

    expect(await serialOf(service)).not.toBe(before);
    expect(await ask()).toBe('caller');
  });

  it('answers for its health without TLS, on a port of its own, and for nothing else there', async () => {
    await run({ HEALTH_PORT: 0 });
    const healthUrl = service.healthUrl ?? '';

    expect(await (await fetch(`${healthUrl}/readyz`)).json()).toEqual({ status: 'ready' });
    expect((await fetch(`${healthUrl}/caller`)).status).toBe(404);
  });

  it('listens without TLS when only its calls are to have it', async () => {
    await run({ TLS_LISTEN: false });
    expect(service.url).toMatch(/^http:/);
    expect(await (await fetch(`${service.url}/healthz`)).json()).toEqual({ status: 'alive' });
  });

  it('says which file it cannot read', async () => {
    await expect(run({ TLS_CERT_FILE: '/nowhere/tls.crt' })).rejects.toThrow(
      "Cannot use TLS: ENOENT: no such file or directory, open '/nowhere/tls.crt'",
    );
  });
});

describe('tlsFiles', () => {
  it('is nothing unless asked for, and wants all three', () => {
    expect(tlsFiles({})).toBeUndefined();
    expect(() => tlsFiles({ TLS_CERT_FILE: '/tls/tls.crt' })).toThrow('are needed together');
  });
});

/** The serial number of the certificate that a service shows now. */
async function serialOf({ url }: RunningService): Promise<string> {
  const { hostname, port } = new URL(url);
  const { ca, cert, key } = globalAgent.options;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca, cert, key }, () => {
      resolve(new X509Certificate(socket.getPeerCertificate().raw).serialNumber);
      socket.destroy();
    }).once('error', reject);
  });
}
