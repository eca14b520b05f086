/** Where the parts of the system are, and where its spans go. */
import { postgresUrl } from '../postgres/start.ts';
import type { Settings } from '../settings.ts';

/** What the services are told. */
export interface Addresses {
  databaseUrl: string;
  otlpHttp: string;
  otlpGrpc: string;
  zipkin: string;
}

export const POSTGRES_PORT = 15_432;
export const BACKEND_PORTS = { 'OTLP/gRPC': 4317, 'OTLP/HTTP': 4318, Zipkin: 9411, query: 16_686 };

/** Whether the local backend runs: not if the traces go elsewhere. */
export const hasLocalBackend = (settings: Settings): boolean => settings.otlpEndpoint === undefined;

/** Where traces can be read; undefined when they go elsewhere and nobody said. */
export function queryUrl(settings: Settings): string | undefined {
  if (settings.queryUrl) return settings.queryUrl;
  return hasLocalBackend(settings)
    ? `http://127.0.0.1:${BACKEND_PORTS.query + settings.portOffset}`
    : undefined;
}

export function addressesOf(settings: Settings): Addresses {
  const local = (port: number) => `http://127.0.0.1:${port + settings.portOffset}`;
  const otlpHttp = settings.otlpEndpoint ?? local(BACKEND_PORTS['OTLP/HTTP']);
  const grpc = new URL(
    settings.otlpGrpcEndpoint ?? settings.otlpEndpoint ?? local(BACKEND_PORTS['OTLP/gRPC']),
  );
  if (settings.otlpEndpoint && !settings.otlpGrpcEndpoint) grpc.port = '4317';
  const zipkin = settings.otlpEndpoint
    ? `http://${new URL(settings.otlpEndpoint).hostname}:9411`
    : local(BACKEND_PORTS.Zipkin);
  return {
    databaseUrl: postgresUrl(settings.data, POSTGRES_PORT + settings.portOffset),
    otlpHttp,
    otlpGrpc: grpc.origin,
    zipkin: settings.zipkinEndpoint ?? `${zipkin}/api/v2/spans`,
  };
}
