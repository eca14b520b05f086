/**
 * Mutual TLS between services, when TLS_CERT_FILE, TLS_KEY_FILE and TLS_CA_FILE are set: a service listens with its
 * certificate, takes requests only from who shows one of the same authority, and shows its own where it calls.
 *
 * A trace keeps its shape: spans are of HTTP, and TLS is below that. Only `url.scheme` becomes https, and the first call
 * over a connection takes longer by the handshake.
 */
import { readFileSync } from 'node:fs';
import { globalAgent } from 'node:https';
import { isDeepStrictEqual } from 'node:util';

export interface TlsSettings {
  TLS_CERT_FILE?: string;
  TLS_KEY_FILE?: string;
  TLS_CA_FILE?: string;
}

/** In PEM: who the service is, and who signs the certificates it trusts. */
type Credentials = Record<'cert' | 'key' | 'ca', string>;
/** Where they lie. */
export type TlsFiles = Credentials;

/** How soon a renewed certificate is used, in ms. They are renewed weeks before they expire. */
const LOOK_EVERY = 60_000;

/** The paths of the three files, or nothing when there is to be no TLS. */
export function tlsFiles(settings: TlsSettings): TlsFiles | undefined {
  const { TLS_CERT_FILE: cert, TLS_KEY_FILE: key, TLS_CA_FILE: ca } = settings;
  if (!cert && !key && !ca) return undefined;
  if (cert && key && ca) return { cert, key, ca };
  throw new Error('Cannot use TLS: TLS_CERT_FILE, TLS_KEY_FILE and TLS_CA_FILE are needed together');
}

/** Uses what is in the files, at once and whenever that has changed. Returns what ends it. */
export function followFiles(files: TlsFiles, use: (credentials: Credentials) => void): () => void {
  let used = read(files);
  use(used);
  const timer = setInterval(() => {
    try {
      const found = read(files);
      if (isDeepStrictEqual(found, used)) return;
      use(found);
      used = found;
    } catch (error) {
      // The old certificate is still good for a while, and the files are looked at again.
      console.error(`Cannot use the renewed certificate: ${(error as Error).message}`);
    }
  }, LOOK_EVERY);
  timer.unref();
  return () => clearInterval(timer);
}

const read = ({ cert, key, ca }: TlsFiles): Credentials => ({
  cert: readText(cert),
  key: readText(key),
  ca: readText(ca),
});

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`Cannot use TLS: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * From now on every call of this process shows the certificate: `fetch`, and what goes through Node's own https agent.
 * The latter is how the Zipkin exporter sends, which has no setting for a certificate. (The OTLP exporters have:
 * OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and its like.)
 */
export async function callWithTls(files: TlsFiles): Promise<() => void> {
  const { Agent, setGlobalDispatcher } = await import('undici');
  let replaced: { close(): Promise<void> } | undefined;
  return followFiles(files, (credentials) => {
    const agent = new Agent({ connect: credentials });
    setGlobalDispatcher(agent);
    Object.assign(globalAgent.options, credentials);
    // Calls under way end on the connections they have.
    void replaced?.close();
    replaced = agent;
  });
}
