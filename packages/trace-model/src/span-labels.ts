/** What the system notes on spans about the ways they and their context came, in words. */
import type { Span } from './span.ts';

const ARRIVALS: ReadonlyMap<string, string> = new Map([
  ['otlp-http', 'OTLP/HTTP'],
  ['otlp-grpc', 'OTLP/gRPC'],
  ['zipkin', 'Zipkin'],
]);

/** How the span came to the backend (attribute `internal.span.format`); empty when the backend does not say. */
export function arrival({ attributes }: Span): string {
  const format = attributes['internal.span.format'];
  return format === undefined ? '' : (ARRIVALS.get(String(format)) ?? String(format));
}

/**
 * The context formats in the headers that the span's caller sent (attribute `demo.propagation.format`), e.g.
 * `['b3multi']`. A list may also arrive as its JSON text: Jaeger's legacy format has no lists.
 */
export function propagationFormats({ attributes }: Span): string[] {
  const format = attributes['demo.propagation.format'];
  if (format === undefined) return [];
  if (Array.isArray(format)) return format.map(String);
  return String(format)
    .split(/[[\]",\s]+/)
    .filter((each) => each !== '');
}
