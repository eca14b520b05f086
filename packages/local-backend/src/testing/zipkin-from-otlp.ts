/** The bulk spans as a Zipkin exporter would send them; only for benches. */
import { KINDS, type TracesData } from '../decode/otlp-types.ts';
import { attributeText } from '../store/attribute-text.ts';

export function zipkinFromOtlp({ resourceSpans = [] }: TracesData): unknown[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }) => {
    const resourceTags = textTags(resource?.attributes);
    const localEndpoint = { serviceName: resourceTags['service.name'] };
    return scopeSpans.flatMap(({ spans = [] }) =>
      spans.map((span) => ({
        traceId: span.traceId,
        id: span.spanId,
        parentId: span.parentSpanId,
        name: span.name,
        kind: span.kind === 1 ? undefined : KINDS[span.kind ?? 0]?.toUpperCase(),
        timestamp: Number(BigInt(span.startTimeUnixNano) / 1_000n),
        duration: Number((BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1_000n),
        localEndpoint,
        tags: { ...textTags(span.attributes), ...resourceTags },
      })),
    );
  });
}

const textTags = (attributes: { key: string; value?: object }[] = []): Record<string, string> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, attributeText(value)]));
