/** Where the spans of the system go: to the local backend, or to a Collector or Jaeger that is there already. */
import type { Settings } from '../settings.ts';

export interface ExportAddresses {
  otlpHttp: string;
  otlpGrpc: string;
  zipkin: string;
}

export const BACKEND_PORTS = { 'OTLP/gRPC': 4317, 'OTLP/HTTP': 4318, Zipkin: 9411, query: 16_686 };

/** Where one is said, the others are on the same host, on the usual ports. */
export function exportAddresses(settings: Settings): ExportAddresses {
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
    otlpHttp,
    otlpGrpc: grpc.origin,
    zipkin: settings.zipkinEndpoint ?? `${zipkin}/api/v2/spans`,
  };
}
