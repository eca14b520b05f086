import {
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { B3InjectEncoding, B3Propagator } from '@opentelemetry/propagator-b3';
import { describe, expect, it } from 'vitest';
import { propagationFormat, propagatorFromEnv } from './index.ts';
import { extract, inject, SPAN_ID, TRACE_ID } from './test-headers.ts';

const w3c = (traceId: string, flags = '01') => ({ traceparent: `00-${traceId}-${SPAN_ID}-${flags}` });
const single = (traceId: string, state = '1') => ({ b3: `${traceId}-${SPAN_ID}-${state}` });
const multi = (traceId: string, state = '1') => ({
  'x-b3-traceid': traceId,
  'x-b3-spanid': SPAN_ID,
  'x-b3-sampled': state,
});
const OTHER_ID = '1'.repeat(32);

describe('OTEL_PROPAGATORS', () => {
  it.each([{}, { OTEL_PROPAGATORS: '' }, { OTEL_PROPAGATORS: ' ' }])(
    'is tracecontext,baggage when it is %j',
    (env) => {
      expect(propagatorFromEnv(env).fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
    },
  );

  it('may have spaces between names, and a name twice', () => {
    const propagator = propagatorFromEnv({ OTEL_PROPAGATORS: ' b3 , baggage,b3 ' });
    expect(propagator.fields()).toEqual(['b3', 'baggage']);
  });

  it('none reads and writes nothing', () => {
    expect(extract('none', { ...w3c(TRACE_ID), ...single(TRACE_ID), baggage: 'a=1' })).toBe(ROOT_CONTEXT);
    expect(inject('none', extract('b3', single(TRACE_ID)))).toEqual({});
  });

  it("refuses an unknown name also beside 'none'", () => {
    expect(() => propagatorFromEnv({ OTEL_PROPAGATORS: 'none,jaeger' })).toThrow("names 'jaeger'");
  });

  it.each(['jaeger', 'xray', 'TraceContext', 'constructor', '__proto__'])(
    "refuses '%s', which the stock SDK leaves out without a word",
    (name) => {
      expect(() => propagatorFromEnv({ OTEL_PROPAGATORS: `tracecontext,${name}` })).toThrow(
        `Cannot start telemetry: OTEL_PROPAGATORS names '${name}'. Known are tracecontext, baggage, b3, b3multi, none`,
      );
    },
  );
});

describe('several formats', () => {
  const all = { ...w3c(TRACE_ID), ...single(OTHER_ID), ...multi('2'.repeat(32)) };

  it.each([
    ['tracecontext,b3,b3multi', TRACE_ID, 'tracecontext'],
    ['b3,tracecontext,b3multi', OTHER_ID, 'b3'],
    ['b3multi,b3,tracecontext', '2'.repeat(32), 'b3multi'],
  ])('of %s the first that is listed wins', (propagators, traceId, format) => {
    const context = extract(propagators, all);
    expect(trace.getSpanContext(context)?.traceId).toBe(traceId);
    expect(propagationFormat(context)).toBe(format);
  });

  it('give way to the next one listed when they are malformed', () => {
    const context = extract('tracecontext,b3', { traceparent: '00-malformed', ...single(OTHER_ID) });
    expect(trace.getSpanContext(context)?.traceId).toBe(OTHER_ID);
    expect(propagationFormat(context)).toBe('b3');
  });

  it('read only what is listed', () => {
    expect(extract('b3', { ...w3c(TRACE_ID), ...multi(TRACE_ID) })).toBe(ROOT_CONTEXT);
  });

  it('leave tracestate behind when b3 wins', () => {
    const context = extract('b3,tracecontext', { ...all, tracestate: 'a=1' });
    expect(trace.getSpanContext(context)?.traceState).toBeUndefined();
  });

  it.each(['baggage,b3,tracecontext', 'tracecontext,b3,baggage'])(
    'never keep baggage from being read: %s',
    (propagators) => {
      const context = extract(propagators, { ...w3c(TRACE_ID), baggage: 'a=1' });
      expect(propagation.getBaggage(context)?.getEntry('a')?.value).toBe('1');
      expect(propagationFormat(context)).toBe('tracecontext');
    },
  );

  it('are all written', () => {
    const context = extract('tracecontext,baggage', { ...w3c(TRACE_ID), baggage: 'a=1' });
    expect(inject('tracecontext,baggage,b3,b3multi', context)).toEqual({
      ...w3c(TRACE_ID),
      baggage: 'a=1',
      ...single(TRACE_ID),
      ...multi(TRACE_ID),
    });
  });
});

describe('propagationFormat()', () => {
  it('is undefined when nothing was read', () => {
    expect(propagationFormat(extract('tracecontext,baggage', { baggage: 'a=1' }))).toBeUndefined();
  });

  it('is still there inside the spans that follow', () => {
    const context = extract('b3multi', multi(TRACE_ID));
    const inner = trace.setSpanContext(context, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 1 });
    expect(propagationFormat(inner)).toBe('b3multi');
  });
});

describe('the debug flag of B3', () => {
  const debug = extract('b3', single(OTHER_ID, 'd'));

  it('is not passed on with another trace that starts inside', () => {
    const root = trace.setSpanContext(debug, { traceId: TRACE_ID, spanId: SPAN_ID, traceFlags: 0 });
    expect(inject('b3', root)).toEqual(single(TRACE_ID, '0'));
  });

  it('is forgotten when another context is read', () => {
    expect(inject('b3', extract('b3', single(OTHER_ID, '0'), debug))).toEqual(single(OTHER_ID, '0'));
  });
});

describe('a trace that changes its format at each hop', () => {
  it.each(['00', '01'])('keeps its ids and its sampled flag: %s', (flags) => {
    const asSingle = inject('b3', extract('tracecontext', w3c(TRACE_ID, flags)));
    const asMulti = inject('b3multi', extract('b3', asSingle));
    expect(inject('tracecontext', extract('b3multi', asMulti))).toEqual(w3c(TRACE_ID, flags));
  });

  it('keeps the debug flag of B3 from one encoding to the other, and back', () => {
    const asMulti = inject('b3multi', extract('b3', single(TRACE_ID, 'd')));
    expect(asMulti).toEqual({ 'x-b3-traceid': TRACE_ID, 'x-b3-spanid': SPAN_ID, 'x-b3-flags': '1' });
    expect(inject('b3', extract('b3multi', asMulti))).toEqual(single(TRACE_ID, 'd'));
  });

  it.each([
    ['b3', B3InjectEncoding.SINGLE_HEADER],
    ['b3multi', B3InjectEncoding.MULTI_HEADER],
  ])('is understood by the stock propagator, which is understood here: %s', (propagators, injectEncoding) => {
    const stock = new B3Propagator({ injectEncoding });
    const ours = inject(propagators, extract('tracecontext', w3c(TRACE_ID)));
    const theirs: Record<string, string> = {};
    stock.inject(stock.extract(ROOT_CONTEXT, ours, defaultTextMapGetter), theirs, defaultTextMapSetter);
    expect(theirs).toEqual(ours);
    expect(propagationFormat(extract(propagators, theirs))).toBe(propagators);
  });
});
