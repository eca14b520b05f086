import { readFileSync } from 'node:fs';
import { createSecureServer, type ServerHttp2Stream } from 'node:http2';
import { createServer, type ServerOptions } from 'node:https';
import { describe, expect, it } from 'vitest';
import { createAuthority, hasOpenssl } from '../../../../test/setup/certificates.ts';
import { HEAD_ROOM } from '../encode/batch.ts';
import { listenForTest } from '../testing/small-server.ts';
import type { Protocol, TlsFiles } from './endpoint.ts';
import { openChannel } from './open-channel.ts';

const ACCEPTED = { kind: 'accepted', rejected: 0 };

const read = (file: string) => readFileSync(file, 'utf8');

describe.skipIf(!hasOpenssl)('TLS', () => {
  const authority = createAuthority();
  const theirs = authority.issue('127.0.0.1');
  const [cert, key, ca] = [theirs.TLS_CERT_FILE, theirs.TLS_KEY_FILE, theirs.TLS_CA_FILE].map(read);

  const servers = (options: ServerOptions) => {
    const web = createServer({ cert, key, ...options }, (request, response) => {
      request.resume().once('end', () => response.end());
    });
    const grpc = createSecureServer({ cert, key, ...options });
    grpc.on('sessionError', () => undefined);
    grpc.on('stream', (stream: ServerHttp2Stream) => {
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.resume().once('end', () => stream.end(Buffer.alloc(5)));
    });
    return { 'http/protobuf': web, grpc };
  };

  const sendTo = async (protocol: 'http/protobuf' | 'grpc', tls: TlsFiles, options: ServerOptions = {}) => {
    const port = await listenForTest(servers(options)[protocol]);
    const channel = openChannel({
      url: `https://127.0.0.1:${port}`,
      protocol: protocol satisfies Protocol,
      compression: 'none',
      headers: {},
      tls,
      timeoutMs: 5_000,
    });
    const outcome = await channel.send({ buffer: Buffer.alloc(HEAD_ROOM), end: HEAD_ROOM, spans: 0 });
    channel.close();
    return outcome;
  };

  describe.each(['http/protobuf', 'grpc'] as const)('over %s', (protocol) => {
    it('trusts the authority that is given', async () => {
      expect(await sendTo(protocol, { ca })).toEqual(ACCEPTED);
    });

    it('trusts no other, and says what to do', async () => {
      expect(await sendTo(protocol, {})).toEqual({
        kind: 'later',
        reason: expect.stringMatching(/^its certificate is .*--ca$/),
        written: false,
      });
    });

    it('trusts any if it is told to', async () => {
      expect(await sendTo(protocol, { insecure: true })).toEqual(ACCEPTED);
    });

    it('shows its own certificate where that is asked for', async () => {
      const mutual = { requestCert: true, rejectUnauthorized: true, ca };
      expect(await sendTo(protocol, { ca, cert, key }, mutual)).toEqual(ACCEPTED);
      expect(await sendTo(protocol, { ca }, mutual)).not.toEqual(ACCEPTED);
    });
  });
});
