/** From Zipkin to OTLP (https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/, the other way round). */
import type { ZipkinSpan } from './zipkin.ts';

/** What OTLP/HTTP takes as JSON: times in nanoseconds, as text. */
export function toOtlp(spans: ZipkinSpan[]) {
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [attribute('service.name', spans[0]?.localEndpoint.serviceName ?? 'unknown')],
        },
        scopeSpans: [{ spans: spans.map(toSpan) }],
      },
    ],
  };
}

function toSpan(span: ZipkinSpan) {
  return {
    traceId: span.traceId.padStart(32, '0'),
    spanId: span.id,
    name: span.name,
    kind: 1,
    startTimeUnixNano: String(span.timestamp * 1_000),
    endTimeUnixNano: String(span.timestamp * 1_000),
    attributes: Object.entries(span.tags ?? {}).map(([key, value]) => attribute(key, value)),
  };
}

const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
