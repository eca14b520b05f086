/** What a propagator leaves in the context besides the caller's span: which format it came in, and B3's debug flag. */
import { type Context, createContextKey, type SpanContext, trace } from '@opentelemetry/api';

export type Format = 'tracecontext' | 'b3' | 'b3multi';

const FORMAT = createContextKey('tracewalk: format of the remote span context');
const B3_DEBUG = createContextKey('tracewalk: B3 debug flag');

/** The format of the headers that the remote span context was read from; undefined if there was none. */
export const propagationFormat = (context: Context): Format | undefined =>
  context.getValue(FORMAT) as Format | undefined;

export function withRemote(context: Context, spanContext: SpanContext, format: Format): Context {
  return trace
    .setSpanContext(context.deleteValue(B3_DEBUG), { ...spanContext, isRemote: true })
    .setValue(FORMAT, format);
}

/**
 * B3 only: this trace is to be recorded whatever a sampler says; passed on to whoever is called. It belongs to one trace
 * id, so that a new root started while serving a debug request is no debug trace.
 */
export function isB3Debug(context: Context): boolean {
  const debugged = context.getValue(B3_DEBUG);
  return debugged !== undefined && debugged === trace.getSpanContext(context)?.traceId;
}

export const withB3Debug = (context: Context): Context =>
  context.setValue(B3_DEBUG, trace.getSpanContext(context)?.traceId);
