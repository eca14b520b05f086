/** Where requests go, and how. */
import type { EncodingName } from '../encode/part.ts';

/** The first three are named as in OTEL_EXPORTER_OTLP_PROTOCOL. */
export const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc', 'zipkin'] as const;
export type Protocol = (typeof PROTOCOLS)[number];

export const COMPRESSIONS = ['none', 'gzip', 'zstd'] as const;
export type Compression = (typeof COMPRESSIONS)[number];

export const ENCODING_OF: Readonly<Record<Protocol, EncodingName>> = {
  'http/protobuf': 'otlp-protobuf',
  'http/json': 'otlp-json',
  grpc: 'otlp-protobuf',
  zipkin: 'zipkin-json',
};

/** Contents, not names of files. */
export interface TlsFiles {
  ca?: string;
  cert?: string;
  key?: string;
  /** Whatever certificate the receiver has is trusted. */
  insecure?: boolean;
}

export interface Endpoint {
  url: string;
  protocol: Protocol;
  compression: Compression;
  headers: Readonly<Record<string, string>>;
  tls: TlsFiles;
  /** For connecting, and for an answer. */
  timeoutMs: number;
}

const DEFAULT_PATHS: Readonly<Record<Protocol, string>> = {
  'http/protobuf': '/v1/traces',
  'http/json': '/v1/traces',
  grpc: '/',
  zipkin: '/api/v2/spans',
};

/**
 * A whole address for one that may lack the path.
 *
 * @throws Error if it is no http or https URL
 */
export function endpointUrl(address: string, protocol: Protocol): URL {
  const url = URL.parse(address);
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new Error(`Cannot send to ${address}: it is no http or https URL, such as http://127.0.0.1:4318`);
  }
  if (url.username || url.password) {
    throw new Error(`Cannot send to ${url.host}: pass credentials with --header, not in the URL`);
  }
  // Of gRPC the service is the path.
  if (url.pathname === '/' || protocol === 'grpc') url.pathname = DEFAULT_PATHS[protocol];
  url.hash = '';
  return url;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Set by the sender itself. */
const RESERVED = [
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'te',
  'transfer-encoding',
];

/** @param line `Name: value` or `Name=value` @throws Error if it is none, or is one that the sender sets itself */
export function readHeader(line: string): [name: string, value: string] {
  const [, name = '', value = ''] = /^([^:=]*)[:=]\s*(.*)$/s.exec(line) ?? [];
  // eslint-disable-next-line no-control-regex -- just what may not be there
  if (!HEADER_NAME.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
    throw new Error(`Cannot read the header '${name || line.slice(0, 20)}': expected name=value`);
  }
  if (RESERVED.includes(name.toLowerCase()))
    throw new Error(`Cannot set the header ${name}: the sender does`);
  return [name.toLowerCase(), value];
}

/** For `tls.connect` and `http2.connect`. */
export const tlsOptions = ({ ca, cert, key, insecure = false }: TlsFiles) => ({
  ca,
  cert,
  key,
  rejectUnauthorized: !insecure,
});
