/** `traceparent` and `tracestate` (W3C Trace Context level 2, sections 3.2 and 3.3). */
import {
  type Context,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { headerValues, oneHeader } from './header.ts';
import { withRemote } from './remote-context.ts';
import { parseTraceState } from './trace-state.ts';

/** Section 3.2.2: version, trace id, parent id, flags; what a later version appends comes after one more dash. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
/** Section 3.2.2.5: sampled and, in level 2, random. All other bits have no meaning yet and are not passed on. */
const KNOWN_FLAGS = 0x03;
/** Section 3.2.4: of a later version only this bit may be read. */
const SAMPLED = 0x01;
/** A later version may be longer, but not without end. */
const MAX_LENGTH = 512;

export const traceContextPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const spanContext = trace.getSpanContext(context);
    if (!spanContext || !isSpanContextValid(spanContext) || isTracingSuppressed(context)) return;
    const flags = (spanContext.traceFlags & KNOWN_FLAGS).toString(16).padStart(2, '0');
    setter.set(carrier, 'traceparent', `00-${spanContext.traceId}-${spanContext.spanId}-${flags}`);
    const state = spanContext.traceState?.serialize();
    if (state) setter.set(carrier, 'tracestate', state);
  },

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = oneHeader(carrier, getter, 'traceparent');
    if (header === undefined || header.length > MAX_LENGTH) return context;
    const [, version, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header) ?? [];
    if (version === undefined || version === 'ff') return context;
    if (version === '00' && more !== undefined) return context;
    const traceFlags = Number.parseInt(flags, 16) & (version === '00' ? KNOWN_FLAGS : SAMPLED);
    const traceState = parseTraceState(headerValues(carrier, getter, 'tracestate'));
    const remote = { traceId, spanId, traceFlags, ...(traceState && { traceState }) };
    return isSpanContextValid(remote) ? withRemote(context, remote, 'tracecontext') : context;
  },

  fields: () => ['traceparent', 'tracestate'],
};
