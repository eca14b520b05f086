/** The one header `b3` (openzipkin/b3-propagation, "Single Header"): `{trace}-{span}-{sampled}-{parent}`. */
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
import { oneHeader } from './header.ts';
import { isB3Debug, withB3Debug, withRemote } from './remote-context.ts';

/** Anchored, unlike the stock one: what stands around a context makes it no context. */
const B3 = /^([0-9a-f]{16}|[0-9a-f]{32})-([0-9a-f]{16})(?:-([01d])(?:-[0-9a-f]{16})?)?$/;

export const b3SinglePropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const spanContext = trace.getSpanContext(context);
    if (!spanContext || !isSpanContextValid(spanContext) || isTracingSuppressed(context)) return;
    const sampled = spanContext.traceFlags & TraceFlags.SAMPLED;
    setter.set(
      carrier,
      'b3',
      `${spanContext.traceId}-${spanContext.spanId}-${isB3Debug(context) ? 'd' : sampled}`,
    );
  },

  /**
   * Without a sampling state the decision is deferred to the receiver. OpenTelemetry has no such state, and a
   * parent-based sampler would drop what is not sampled: deferred counts as sampled. `b3: 0` alone has no ids to
   * continue, so a new trace begins.
   */
  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = oneHeader(carrier, getter, 'b3');
    const [, traceId, spanId = '', state = '1'] = B3.exec(header ?? '') ?? [];
    if (traceId === undefined) return context;
    const traceFlags = state === '0' ? TraceFlags.NONE : TraceFlags.SAMPLED;
    const remote = { traceId: traceId.padStart(32, '0'), spanId, traceFlags };
    if (!isSpanContextValid(remote)) return context;
    const extracted = withRemote(context, remote, 'b3');
    return state === 'd' ? withB3Debug(extracted) : extracted;
  },

  fields: () => ['b3'],
};
