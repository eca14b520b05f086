/** Zipkin v2 spans (zipkin-api, zipkin2-api.yaml and zipkin.proto). */

export interface ZipkinSpan {
  /** 16 or 32 hex digits. */
  traceId: string;
  id: string;
  parentId: string;
  name: string;
  /** CLIENT, SERVER, PRODUCER, CONSUMER or empty. */
  kind: string;
  /** µs since the epoch. */
  timestamp: bigint;
  /** µs. */
  duration: bigint;
  localEndpoint: ZipkinEndpoint;
  remoteEndpoint: ZipkinEndpoint;
  annotations: ZipkinAnnotation[];
  tags: ReadonlyMap<string, string>;
}

export interface ZipkinAnnotation {
  /** µs since the epoch. */
  timestamp: bigint;
  value: string;
}

export interface ZipkinEndpoint {
  serviceName?: string;
  ipv4?: string;
  ipv6?: string;
  port?: number;
}
