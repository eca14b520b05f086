/** The ten services and how each sends its spans: the table of docs/architecture.md, for tests to hold a system to. */
export const EXPORT_PROTOCOLS = {
  frontend: 'otlp-http',
  user: 'otlp-http',
  profile: 'zipkin',
  server: 'otlp-http',
  drain: 'otlp-grpc',
  scheduler: 'otlp-grpc',
  heartbeats: 'zipkin',
  broker: 'otlp-http',
  coinflip: 'otlp-grpc',
  'event-display': 'zipkin',
} as const;

export type Service = keyof typeof EXPORT_PROTOCOLS;

export const SERVICES = Object.keys(EXPORT_PROTOCOLS) as Service[];
