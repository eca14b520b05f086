import { ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { extract, inject, SPAN_ID, TRACE_ID } from './test-headers.ts';

const IDS = `${TRACE_ID}-${SPAN_ID}`;
const PARENT_ID = '05e3ac9a4f6e3b90';
const read = (header: unknown) => trace.getSpanContext(extract('b3', { b3: header }));

describe('b3 (B3 specification, "Single Header")', () => {
  it.each([
    ['accept', `${IDS}-1`, TraceFlags.SAMPLED],
    ['deny', `${IDS}-0`, TraceFlags.NONE],
    ['debug, which implies accept', `${IDS}-d`, TraceFlags.SAMPLED],
    ['deferred, which our sampler must not drop', IDS, TraceFlags.SAMPLED],
    ['accept, with the id of the parent', `${IDS}-1-${PARENT_ID}`, TraceFlags.SAMPLED],
  ])('continues the trace, sampling state: %s', (_state, header, traceFlags) => {
    expect(read(header)).toEqual({ traceId: TRACE_ID, spanId: SPAN_ID, traceFlags, isRemote: true });
  });

  it('fills a trace id of 64 bits up with zeros', () => {
    expect(read(`${TRACE_ID.slice(16)}-${SPAN_ID}-1`)?.traceId).toBe('0'.repeat(16) + TRACE_ID.slice(16));
  });

  it.each([
    ['only a decision to deny: there is no trace to continue', '0'],
    ['only a decision to accept', '1'],
    ['only debug', 'd'],
    ['something before it', `x${IDS}-1`],
    ['something after it', `${IDS}-1x`],
    ['a longer trace id', `${TRACE_ID}0-${SPAN_ID}-1`],
    ['a trace id of 96 bits', `${TRACE_ID.slice(8)}-${SPAN_ID}-1`],
    ['a shorter span id', `${TRACE_ID}-${SPAN_ID.slice(1)}-1`],
    ['upper-case hex: B3 is lower-hex', `${IDS.toUpperCase()}-1`],
    ['a trace id of zeros', `${'0'.repeat(32)}-${SPAN_ID}-1`],
    ['a short trace id of zeros', `${'0'.repeat(16)}-${SPAN_ID}-1`],
    ['a span id of zeros', `${TRACE_ID}-${'0'.repeat(16)}-1`],
    ['an unknown sampling state', `${IDS}-2`],
    ['an empty sampling state', `${IDS}-`],
    ['a malformed id of the parent', `${IDS}-1-xyz`],
    ['two headers', [`${IDS}-1`, `${IDS}-1`]],
    ['two headers in one', `${IDS}-1, ${IDS}-1`],
    ['a line break at the end', `${IDS}-1\n`],
  ])('starts a new trace for %s', (_why, header) => {
    expect(extract('b3', { b3: header })).toBe(ROOT_CONTEXT);
  });

  it.each([`${IDS}-1`, `${IDS}-0`, `${IDS}-d`])('is written as it came: %s', (header) => {
    expect(inject('b3', extract('b3', { b3: header }))).toEqual({ b3: header });
  });

  it('is not written without a span, nor while tracing is suppressed', () => {
    expect(inject('b3', ROOT_CONTEXT)).toEqual({});
    expect(inject('b3', suppressTracing(extract('b3', { b3: `${IDS}-1` })))).toEqual({});
  });
});
