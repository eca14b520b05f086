/** Why there was no answer, by the code of the error and by what listens there. */
import type { Cause } from '../causes.ts';
import { TIMED_OUT } from './outcome.ts';
import type { Target } from './target.ts';
import { whatListens, type Listener } from './what-listens.ts';

export interface Explanation {
  readonly cause: Cause;
  readonly evidence: string;
  /** What to do, where the address is set. */
  readonly change: string;
}

/** For gRPC that is sent to HTTP. */
export const GRPC_PORT =
  'write the port of OTLP/gRPC (4317), or set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf';
const HANDSHAKE = 'allow a version of TLS, and ciphers, that both sides know';
const CERTIFICATE = 'OTEL_EXPORTER_OTLP_CERTIFICATE';

/** Certificates that are what they are: nothing has to be asked. */
const CERTIFICATES: Readonly<Record<string, readonly [Cause, string]>> = {
  CERT_HAS_EXPIRED: ['tls-expired', 'renew the certificate of the receiver'],
  CERT_NOT_YET_VALID: ['tls-expired', 'set the clock, or wait: the certificate begins later'],
  ERR_TLS_CERT_ALTNAME_INVALID: ['tls-wrong-name', 'use a name that the certificate is for'],
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: [
    'tls-client-certificate',
    'set OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY',
  ],
};
const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** Where nothing was reached, there is nobody to speak to. */
const NETWORK: Readonly<Record<string, readonly [Cause, (host: string) => string]>> = {
  ENOTFOUND: ['name-unknown', (host) => `write a name that exists: ${host} does not`],
  EAI_AGAIN: [
    'name-unknown',
    (host) => `write a name that exists, or mend the DNS: ${host} cannot be looked up`,
  ],
  ECONNREFUSED: [
    'connection-refused',
    (host) => `start the receiver, or write the port that it has: none at ${host}`,
  ],
  EHOSTUNREACH: ['host-unreachable', () => 'write an address that can be reached from there'],
  ENETUNREACH: ['host-unreachable', () => 'write an address that can be reached from there'],
};

/** @param reached where the span was really sent: through a port-forward, another address than the setting has */
export async function explainFailure(target: Target, reached: URL, code: string): Promise<Explanation> {
  const url = new URL(target.url);
  const evidence = `${code} at ${url.origin}`;
  const certificate = CERTIFICATES[code];
  if (certificate) return { cause: certificate[0], evidence, change: certificate[1] };
  if (UNTRUSTED.includes(code)) {
    const change = `set ${CERTIFICATE} to the file of the authority that signed it`;
    return { cause: 'tls-untrusted', evidence, change };
  }
  // HTTP/2 over TLS is agreed on in the handshake, and this server knows only HTTP/1.1.
  if (code === 'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL')
    return { cause: 'grpc-to-http', evidence, change: GRPC_PORT };
  // An alert is a word of TLS: who sends one speaks it.
  if (/^ERR_SSL_\w+_ALERT_/.test(code)) return { cause: 'tls-handshake', evidence, change: HANDSHAKE };
  const network = NETWORK[code];
  if (network) return { cause: network[0], evidence, change: network[1](url.host) };
  return byListener(target, url, code, await whatListens(reached));
}

function byListener(target: Target, url: URL, code: string, listener: Listener): Explanation {
  const evidence = `${code} at ${url.origin}; what listens there speaks ${listener}`;
  const grpc = target.protocol === 'OTLP/gRPC';
  const encrypted = url.protocol === 'https:';
  if (listener === 'TLS' && !encrypted)
    return { cause: 'plain-to-tls', evidence, change: 'write https:// instead of http://' };
  if (listener === 'TLS') {
    return { cause: code === TIMED_OUT ? 'no-answer' : 'tls-handshake', evidence, change: HANDSHAKE };
  }
  if (encrypted && listener !== 'something else') {
    return { cause: 'tls-to-plain', evidence, change: 'write http:// instead of https://' };
  }
  if (grpc && listener === 'HTTP/1.1') {
    return { cause: 'grpc-to-http', evidence, change: GRPC_PORT };
  }
  if (!grpc && listener === 'HTTP/2') {
    const port = target.protocol === 'Zipkin JSON' ? '9411' : '4318';
    return { cause: 'http-to-grpc', evidence, change: `write the port of ${target.protocol} (${port})` };
  }
  if (code === TIMED_OUT) {
    const change = 'see whether the receiver hangs, or a firewall stands between';
    return { cause: 'no-answer', evidence: `${url.origin} takes the connection and says nothing`, change };
  }
  if (listener === 'something else') {
    return {
      cause: 'other-protocol',
      evidence,
      change: `write the port of a receiver of ${target.protocol}`,
    };
  }
  return {
    cause: 'connection-cut',
    evidence,
    change: 'look at the log of the receiver, and at proxies between',
  };
}
