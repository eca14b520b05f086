import { isSpanContextValid, propagation, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { describe, expect, it } from 'vitest';
import { extract, inject, SPAN_ID, TRACE_ID } from './test-headers.ts';

const VALID = `00-${TRACE_ID}-${SPAN_ID}-01`;
const read = (headers: Record<string, unknown>) => trace.getSpanContext(extract('tracecontext', headers));
const written = (traceFlags: number) =>
  inject(
    'tracecontext',
    trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags }),
  )['traceparent'];

describe('a traceparent (W3C Trace Context level 2, section 3.2)', () => {
  it('continues the trace of the caller', () => {
    expect(read({ traceparent: VALID })).toEqual({
      traceId: TRACE_ID,
      spanId: SPAN_ID,
      traceFlags: TraceFlags.SAMPLED,
      isRemote: true,
    });
  });

  it.each([` ${VALID}`, `${VALID} `, `\t ${VALID} \t`])(
    'may have white space of HTTP around it: %j',
    (header) => {
      expect(read({ traceparent: header })?.traceId).toBe(TRACE_ID);
    },
  );

  it.each([
    ['upper-case hex in the trace id', `00-${TRACE_ID.toUpperCase()}-${SPAN_ID}-01`],
    ['upper-case hex in the span id', `00-${TRACE_ID}-${SPAN_ID.toUpperCase()}-01`],
    ['a trace id that is too short', `00-${TRACE_ID.slice(1)}-${SPAN_ID}-01`],
    ['a trace id that is too long', `00-${TRACE_ID}0-${SPAN_ID}-01`],
    ['a span id that is too short', `00-${TRACE_ID}-${SPAN_ID.slice(1)}-01`],
    ['a span id that is too long', `00-${TRACE_ID}-${SPAN_ID}0-01`],
    ['a trace id of zeros', `00-${'0'.repeat(32)}-${SPAN_ID}-01`],
    ['a span id of zeros', `00-${TRACE_ID}-${'0'.repeat(16)}-01`],
    ['flags that are no hex', `00-${TRACE_ID}-${SPAN_ID}-0x`],
    ['flags of one digit', `00-${TRACE_ID}-${SPAN_ID}-1`],
    ['flags of three digits', `00-${TRACE_ID}-${SPAN_ID}-001`],
    ['no flags', `00-${TRACE_ID}-${SPAN_ID}`],
    ['version ff', `ff-${TRACE_ID}-${SPAN_ID}-01`],
    ['a version of one digit', `0-${TRACE_ID}-${SPAN_ID}-01`],
    ['an upper-case version', `0A-${TRACE_ID}-${SPAN_ID}-01`],
    ['version 00 with more data', `${VALID}-more`],
    ['version 00 with a dash at the end', `${VALID}-`],
    ['a later version with data but no dash', `cc-${TRACE_ID}-${SPAN_ID}-01.more`],
    ['a line break at the end', `${VALID}\n`],
    ['a non-breaking space before it', `\u00a0${VALID}`],
    ['two headers in one', `${VALID}, ${VALID}`],
    ['two headers', [VALID, VALID]],
    ['nothing', ''],
  ])('with %s is no caller: a new trace starts', (_why, header) => {
    expect(extract('tracecontext', { traceparent: header })).toBe(ROOT_CONTEXT);
  });

  it.each(['', '-', '-what-the-future-will-be-like'])(
    'of a later version is read up to its flags, before %j',
    (more) => {
      expect(read({ traceparent: `cc-${TRACE_ID}-${SPAN_ID}-01${more}` })).toMatchObject({
        traceId: TRACE_ID,
        traceFlags: TraceFlags.SAMPLED,
      });
    },
  );

  it('of a later version keeps only its sampled flag: other bits may mean something else there', () => {
    expect(read({ traceparent: `cc-${TRACE_ID}-${SPAN_ID}-03` })?.traceFlags).toBe(TraceFlags.SAMPLED);
  });

  it('is written in version 00, whatever version came in', () => {
    const context = extract('tracecontext', { traceparent: `cc-${TRACE_ID}-${SPAN_ID}-01-more` });
    expect(inject('tracecontext', context)).toEqual({ traceparent: VALID });
  });

  it.each([
    [0x00, '00'],
    [0x01, '01'],
    [0x02, '02'],
    [0x03, '03'],
    [0xff, '03'],
    [0x1f0, '00'],
  ])('is written with two digits of flags, sampled and random only: %i as %s', (flags, digits) => {
    expect(written(flags)).toBe(`00-${TRACE_ID}-${SPAN_ID}-${digits}`);
  });

  it('passes no unknown flag on', () => {
    expect(read({ traceparent: `00-${TRACE_ID}-${SPAN_ID}-ff` })?.traceFlags).toBe(0x03);
  });

  it('is not written without a valid span, nor while tracing is suppressed', () => {
    const invalid = { traceId: '0'.repeat(32), spanId: SPAN_ID, traceFlags: 1 };
    expect(isSpanContextValid(invalid)).toBe(false);
    expect(inject('tracecontext', ROOT_CONTEXT)).toEqual({});
    expect(inject('tracecontext', trace.setSpanContext(ROOT_CONTEXT, invalid))).toEqual({});
    expect(inject('tracecontext', suppressTracing(extract('tracecontext', { traceparent: VALID })))).toEqual(
      {},
    );
  });
});

describe('a tracestate (section 3.3)', () => {
  it('is passed on with its traceparent, several headers joined in their order', () => {
    const context = extract('tracecontext', { traceparent: VALID, tracestate: ['b=1,a=2', 'c=3'] });
    expect(inject('tracecontext', context)).toEqual({ traceparent: VALID, tracestate: 'b=1,a=2,c=3' });
  });

  it('that is malformed is dropped, and the traceparent stays', () => {
    expect(read({ traceparent: VALID, tracestate: 'A=1' })).toMatchObject({ traceId: TRACE_ID });
    expect(read({ traceparent: VALID, tracestate: 'A=1' })?.traceState).toBeUndefined();
  });

  it('without a valid traceparent is ignored', () => {
    expect(extract('tracecontext', { tracestate: 'a=1' })).toBe(ROOT_CONTEXT);
    expect(extract('tracecontext', { traceparent: `${VALID}-`, tracestate: 'a=1' })).toBe(ROOT_CONTEXT);
  });

  it('is not written when it is empty', () => {
    expect(
      inject('tracecontext', extract('tracecontext', { traceparent: VALID, tracestate: ' , ' })),
    ).toEqual({
      traceparent: VALID,
    });
  });

  it('leaves baggage alone', () => {
    const context = extract('tracecontext', { traceparent: VALID, baggage: 'a=1' });
    expect(propagation.getBaggage(context)).toBeUndefined();
  });
});
