/** What each service is to the outside: the table of docs/architecture.md, for tests to hold a system to. */
import type { ContextFormat, ExportProtocol } from '../contracts/contract.ts';

interface Identity {
  port: number;
  exports: ExportProtocol;
  /** The context formats that it reads and writes. */
  speaks: readonly ContextFormat[];
}

export const IDENTITIES = {
  frontend: { port: 8080, exports: 'otlp-http', speaks: ['tracecontext'] },
  user: { port: 8081, exports: 'otlp-http', speaks: ['tracecontext', 'b3multi'] },
  profile: { port: 8082, exports: 'zipkin', speaks: ['b3multi'] },
  server: { port: 8083, exports: 'otlp-http', speaks: ['tracecontext'] },
  drain: { port: 8084, exports: 'otlp-grpc', speaks: ['tracecontext'] },
  scheduler: { port: 8085, exports: 'otlp-grpc', speaks: ['tracecontext'] },
  heartbeats: { port: 8086, exports: 'zipkin', speaks: ['b3'] },
  broker: { port: 8087, exports: 'otlp-http', speaks: ['tracecontext', 'b3', 'b3multi'] },
  coinflip: { port: 8088, exports: 'otlp-grpc', speaks: ['tracecontext'] },
  'event-display': { port: 8089, exports: 'zipkin', speaks: ['b3multi'] },
} as const satisfies Record<string, Identity>;

export type Service = keyof typeof IDENTITIES;

export const SERVICES = Object.keys(IDENTITIES) as Service[];
