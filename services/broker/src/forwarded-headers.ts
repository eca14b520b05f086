/**
 * Which headers pass from a sender to the subscribers, and from a reply to theirs.
 *
 * The headers of trace context and baggage (traceparent, tracestate, baggage, b3, X-B3-*) pass too, but not from here:
 * the propagators read them into the context and write them for the outgoing request, where its own span is the parent.
 */
import type { HttpHeaders } from './read-events.ts';

const NAMES = new Set(['x-request-id', 'retry-after']);

export function forwardedHeaders(headers: HttpHeaders): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && (NAMES.has(name) || name.startsWith('knative-')))
      forwarded[name] = String(value);
  }
  return forwarded;
}
