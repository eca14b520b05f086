/** A span as Zipkin writes it (https://zipkin.io/zipkin-api, version 2). Times are in microseconds. */
export interface ZipkinSpan {
  traceId: string;
  id: string;
  parentId?: string;
  name: string;
  kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER';
  timestamp: number;
  duration: number;
  localEndpoint: { serviceName: string };
  tags?: Record<string, string>;
  annotations?: { timestamp: number; value: string }[];
}
