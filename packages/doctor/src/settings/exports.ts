/** Where a service sends its spans, as the SDK reads it from OTEL_*. */
import { listOf, valueOf, type Env } from './service-settings.ts';

export type Protocol = 'OTLP/HTTP protobuf' | 'OTLP/HTTP JSON' | 'OTLP/gRPC' | 'Zipkin JSON';

export interface Export {
  readonly protocol: Protocol;
  readonly url: string;
  /** The variable that says where. */
  readonly variable: string;
  /** Sent along with each request; may be secrets. */
  readonly headers: Readonly<Record<string, string>>;
  /** The file of the authority to trust. */
  readonly ca?: string;
}

export const TRACES_PATH = '/v1/traces';
export const ZIPKIN_PATH = '/api/v2/spans';

const OTLP_PROTOCOLS: Readonly<Record<string, Protocol>> = {
  grpc: 'OTLP/gRPC',
  'http/protobuf': 'OTLP/HTTP protobuf',
  'http/json': 'OTLP/HTTP JSON',
};

/** One for each exporter that sends something; none with `none` and `console`. */
export function exportsOf(env: Env): Export[] {
  return listOf(valueOf(env, 'OTEL_TRACES_EXPORTER') ?? 'otlp').flatMap((name) => {
    if (name === 'otlp') return [otlp(env)];
    return name === 'zipkin' ? [zipkin(env)] : [];
  });
}

export const otlpProtocol = (env: Env): Protocol =>
  OTLP_PROTOCOLS[otlpSetting(env, 'PROTOCOL') ?? ''] ?? 'OTLP/HTTP protobuf';

/** A setting of the OTLP exporter: that for traces goes before that for all. */
export const otlpSetting = (env: Env, name: string): string | undefined =>
  valueOf(env, `OTEL_EXPORTER_OTLP_TRACES_${name}`) ?? valueOf(env, `OTEL_EXPORTER_OTLP_${name}`);

function otlp(env: Env): Export {
  const protocol = otlpProtocol(env);
  const ca = otlpSetting(env, 'CERTIFICATE');
  const headers = parseHeaders(otlpSetting(env, 'HEADERS'));
  return { protocol, headers, ...(ca && { ca }), ...otlpEndpoint(env, protocol) };
}

/** The path is added to the endpoint for all, and not to the one for traces; gRPC has none. */
function otlpEndpoint(env: Env, protocol: Protocol): Pick<Export, 'url' | 'variable'> {
  const own = valueOf(env, 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT');
  if (own) return { url: own, variable: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' };
  const grpc = protocol === 'OTLP/gRPC';
  const base = valueOf(env, 'OTEL_EXPORTER_OTLP_ENDPOINT') ?? `http://localhost:${grpc ? 4317 : 4318}`;
  const url = grpc ? base : base.replace(/\/$/, '') + TRACES_PATH;
  return { url, variable: 'OTEL_EXPORTER_OTLP_ENDPOINT' };
}

const zipkin = (env: Env): Export => ({
  protocol: 'Zipkin JSON',
  url: valueOf(env, 'OTEL_EXPORTER_ZIPKIN_ENDPOINT') ?? `http://localhost:9411${ZIPKIN_PATH}`,
  variable: 'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
  headers: {},
});

/** `api-key=secret,tenant=a`, values in percent-encoding. */
function parseHeaders(text = ''): Record<string, string> {
  const pairs = listOf(text).flatMap((pair) => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    return name ? [[name.trim().toLowerCase(), decode(value.trim())]] : [];
  });
  return Object.fromEntries(pairs) as Record<string, string>;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
