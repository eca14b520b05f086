/** The headers that carry context, as they are on the wire. */
import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { ContextFormat } from '../contracts/contract.ts';

export interface Ids {
  traceId: string;
  spanId: string;
}

/** The names of those that are there, in order. */
export const contextHeaders = (headers: IncomingHttpHeaders | Record<string, string>): string[] =>
  Object.keys(headers)
    .filter((name) => /^(?:traceparent|tracestate|baggage|b3|x-b3-.*)$/.test(name))
    .toSorted();

/** The ids in each format that is there. */
export function contextIds(headers: IncomingHttpHeaders): Partial<Record<ContextFormat, Ids>> {
  const [, traceId, spanId] = String(headers['traceparent']).split('-');
  const [b3TraceId, b3SpanId] = String(headers['b3']).split('-');
  const [multiTraceId, multiSpanId] = [headers['x-b3-traceid'], headers['x-b3-spanid']].map(String);
  return {
    ...(traceId && spanId && { tracecontext: { traceId, spanId } }),
    ...(b3TraceId && b3SpanId && { b3: { traceId: b3TraceId, spanId: b3SpanId } }),
    ...(headers['x-b3-traceid'] &&
      multiTraceId &&
      multiSpanId && { b3multi: { traceId: multiTraceId, spanId: multiSpanId } }),
  };
}

/** Headers that carry these ids in one format. */
export function headersOf(format: ContextFormat, { traceId, spanId }: Ids): Record<string, string> {
  if (format === 'tracecontext') return { traceparent: `00-${traceId}-${spanId}-01` };
  if (format === 'b3') return { b3: `${traceId}-${spanId}-1` };
  return { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-sampled': '1' };
}

export const newIds = (): Ids => ({
  traceId: randomBytes(16).toString('hex'),
  spanId: randomBytes(8).toString('hex'),
});
