/** The headers `X-B3-*` (openzipkin/b3-propagation, "Multiple Headers"). */
import {
  type Context,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { headerValues, oneHeader } from './header.ts';
import { isB3Debug, withB3Debug, withRemote } from './remote-context.ts';

const TRACE_ID = 'x-b3-traceid';
const SPAN_ID = 'x-b3-spanid';
const SAMPLED = 'x-b3-sampled';
const FLAGS = 'x-b3-flags';

const HEX_TRACE_ID = /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/;
const HEX_SPAN_ID = /^[0-9a-f]{16}$/;
/** `true` and `false` come from tracers older than the specification, which asks to accept them. */
const SAMPLED_STATES: Record<string, TraceFlags> = {
  1: TraceFlags.SAMPLED,
  true: TraceFlags.SAMPLED,
  0: TraceFlags.NONE,
  false: TraceFlags.NONE,
};

export const b3MultiPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const spanContext = trace.getSpanContext(context);
    if (!spanContext || !isSpanContextValid(spanContext) || isTracingSuppressed(context)) return;
    setter.set(carrier, TRACE_ID, spanContext.traceId);
    setter.set(carrier, SPAN_ID, spanContext.spanId);
    // "Debug implies an accept decision, so don't also send the X-B3-Sampled header."
    if (isB3Debug(context)) setter.set(carrier, FLAGS, '1');
    else setter.set(carrier, SAMPLED, String(spanContext.traceFlags & TraceFlags.SAMPLED));
  },

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const traceId = oneHeader(carrier, getter, TRACE_ID) ?? '';
    const spanId = oneHeader(carrier, getter, SPAN_ID) ?? '';
    if (!HEX_TRACE_ID.test(traceId) || !HEX_SPAN_ID.test(spanId)) return context;
    const debug = oneHeader(carrier, getter, FLAGS) === '1';
    const traceFlags = debug ? TraceFlags.SAMPLED : samplingState(headerValues(carrier, getter, SAMPLED));
    if (traceFlags === undefined) return context;
    const remote = { traceId: traceId.padStart(32, '0'), spanId, traceFlags };
    if (!isSpanContextValid(remote)) return context;
    const extracted = withRemote(context, remote, 'b3multi');
    return debug ? withB3Debug(extracted) : extracted;
  },

  fields: () => [TRACE_ID, SPAN_ID, SAMPLED, FLAGS],
};

/** Absent means deferred, which counts as sampled (see b3-single.ts); undefined means malformed. */
function samplingState(values: string[]): TraceFlags | undefined {
  if (values.length === 0) return TraceFlags.SAMPLED;
  const [value = ''] = values;
  return values.length === 1 && Object.hasOwn(SAMPLED_STATES, value) ? SAMPLED_STATES[value] : undefined;
}
