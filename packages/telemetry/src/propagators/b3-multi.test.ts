import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { extract, inject, SPAN_ID, TRACE_ID } from './test-headers.ts';

const IDS = { 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID };
const read = (headers: Record<string, unknown>) => trace.getSpanContext(extract('b3multi', headers));

describe('X-B3-* (B3 specification, "Multiple Headers")', () => {
  it.each([
    ['accept', { 'x-b3-sampled': '1' }, TraceFlags.SAMPLED],
    ['accept of an old tracer', { 'x-b3-sampled': 'true' }, TraceFlags.SAMPLED],
    ['deny', { 'x-b3-sampled': '0' }, TraceFlags.NONE],
    ['deny of an old tracer', { 'x-b3-sampled': 'false' }, TraceFlags.NONE],
    ['debug, which implies accept', { 'x-b3-flags': '1' }, TraceFlags.SAMPLED],
    ['debug, which overrules deny', { 'x-b3-flags': '1', 'x-b3-sampled': '0' }, TraceFlags.SAMPLED],
    ['no debug', { 'x-b3-flags': '0', 'x-b3-sampled': '0' }, TraceFlags.NONE],
    ['deferred, which our sampler must not drop', {}, TraceFlags.SAMPLED],
    ['deny, on a child span', { 'x-b3-sampled': '0', 'x-b3-parentspanid': SPAN_ID }, TraceFlags.NONE],
  ])('continues the trace, sampling state: %s', (_state, headers, traceFlags) => {
    expect(read({ ...IDS, ...headers })).toEqual({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      traceFlags,
      isRemote: true,
    });
  });

  it('fills a trace id of 64 bits up with zeros', () => {
    const headers = { ...IDS, 'x-b3-traceid': TRACE_ID.slice(16) };
    expect(read(headers)?.traceId).toBe('0'.repeat(16) + TRACE_ID.slice(16));
  });

  it.each([
    ['no trace id', { 'x-b3-traceid': undefined }],
    ['no span id', { 'x-b3-spanid': undefined }],
    ['a trace id of 96 bits', { 'x-b3-traceid': TRACE_ID.slice(8) }],
    ['upper-case hex: B3 is lower-hex', { 'x-b3-traceid': TRACE_ID.toUpperCase() }],
    ['a longer span id', { 'x-b3-spanid': `${SPAN_ID}0` }],
    ['a trace id of zeros', { 'x-b3-traceid': '0'.repeat(32) }],
    ['a span id of zeros', { 'x-b3-spanid': '0'.repeat(16) }],
    ['an unknown sampling state', { 'x-b3-sampled': '2' }],
    ['an empty sampling state', { 'x-b3-sampled': '' }],
    ['debug in the wrong header', { 'x-b3-sampled': 'd' }],
    ['a name of Object.prototype', { 'x-b3-sampled': 'constructor' }],
    ['two decisions', { 'x-b3-sampled': ['0', '1'] }],
    ['two trace ids in one header', { 'x-b3-traceid': `${TRACE_ID}, ${TRACE_ID}` }],
  ])('starts a new trace for %s', (_why, headers) => {
    expect(extract('b3multi', { ...IDS, ...headers })).toBe(ROOT_CONTEXT);
  });

  it('starts a new trace for a decision without ids', () => {
    expect(extract('b3multi', { 'x-b3-sampled': '0' })).toBe(ROOT_CONTEXT);
  });

  it.each([{ 'x-b3-sampled': '1' }, { 'x-b3-sampled': '0' }, { 'x-b3-flags': '1' }])(
    'is written as it came, debug never with a decision: %j',
    (state) => {
      expect(inject('b3multi', extract('b3multi', { ...IDS, ...state }))).toEqual({ ...IDS, ...state });
    },
  );

  it('is not written without a span, nor while tracing is suppressed', () => {
    expect(inject('b3multi', ROOT_CONTEXT)).toEqual({});
    expect(inject('b3multi', suppressTracing(extract('b3multi', IDS)))).toEqual({});
  });
});
