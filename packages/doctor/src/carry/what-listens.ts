/** Finds out what a port speaks, by speaking to it. */
import { connect as connectHttp2 } from 'node:http2';
import { connect, isIP } from 'node:net';
import { duplexPair } from 'node:stream';
import { connect as connectTls } from 'node:tls';

export type Listener = 'TLS' | 'HTTP/2' | 'HTTP/1.1' | 'something else';

/** In ms. A server that waits for more than it gets says nothing. */
const PATIENCE = 1_000;

/** HTTP/2 goes first: such servers often have a word of HTTP/1.1 for those who try it. */
export async function whatListens(url: URL): Promise<Listener> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const [tls, http2, http1] = await Promise.all([
    speaksTls(host, port),
    speaksHttp2(host, port),
    speaksHttp1(host, port),
  ]);
  if (tls) return 'TLS';
  if (http2) return 'HTTP/2';
  return http1 ? 'HTTP/1.1' : 'something else';
}

/** Also who refuses to speak TLS with us does so in TLS: by a handshake, or by an alert. */
const RECORDS = [0x15, 0x16];

const speaksTls = (host: string, port: number): Promise<boolean> =>
  within((yes, no) => {
    const socket = connect({ host, port });
    const [inside, outside] = duplexPair();
    const tls = connectTls({
      socket: inside,
      rejectUnauthorized: false,
      ...(!isIP(host) && { servername: host }),
    });
    socket.once('data', (chunk) => (RECORDS.includes(chunk[0] ?? 0) ? yes() : no()));
    socket.on('error', no).on('close', no);
    for (const stream of [tls, outside]) stream.on('error', () => undefined);
    socket.pipe(outside).pipe(socket);
    return () => {
      for (const stream of [tls, inside, outside, socket]) stream.destroy();
    };
  });

/** A server of HTTP/2 begins with its settings. */
const speaksHttp2 = (host: string, port: number): Promise<boolean> =>
  within((yes, no) => {
    const session = connectHttp2(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    session.on('remoteSettings', yes).on('error', no).on('close', no);
    return () => session.destroy();
  });

const speaksHttp1 = (host: string, port: number): Promise<boolean> =>
  within((yes, no) => {
    const socket = connect({ host, port }, () =>
      socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    );
    socket.once('data', (chunk) => (chunk.toString('latin1').startsWith('HTTP/1.') ? yes() : no()));
    socket.on('error', no).on('close', no);
    return () => socket.destroy();
  });

function within(ask: (yes: () => void, no: () => void) => () => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => answer(false), PATIENCE);
    const end = ask(
      () => answer(true),
      () => answer(false),
    );
    function answer(speaks: boolean) {
      clearTimeout(timer);
      resolve(speaks);
      // Not before there is something to end: an answer may come at once.
      setImmediate(() => end());
    }
  });
}
