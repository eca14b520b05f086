/** What a stranger may send. The seed is fixed: a failure names its input, and comes again. */
import { isSpanContextValid, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extract, inject, SPAN_ID, TRACE_ID } from './test-headers.ts';

const ALL = 'tracecontext,baggage,b3,b3multi';
const VALID: Record<string, string> = {
  traceparent: `00-${TRACE_ID}-${SPAN_ID}-01`,
  tracestate: 'a=1,t@b=2',
  baggage: 'a=1;p=2,b=%20',
  b3: `${TRACE_ID}-${SPAN_ID}-1-${SPAN_ID}`,
  'x-b3-traceid': TRACE_ID,
  'x-b3-spanid': SPAN_ID,
  'x-b3-sampled': '1',
  'x-b3-flags': '1',
};
const NAMES = Object.keys(VALID);
const RUNS = { seed: 3, numRuns: 1_000 };

/** What is wrong: a span context that is not valid, or a header written that HTTP does not take. */
function problems(headers: Record<string, unknown>): unknown[] {
  return [ALL, 'b3multi,b3,tracecontext', 'tracecontext', 'b3', 'b3multi'].flatMap((propagators) => {
    const context = extract(propagators, headers);
    const spanContext = trace.getSpanContext(context);
    const invalid = spanContext && !isSpanContextValid(spanContext) ? [spanContext] : [];
    const written = Object.values(inject(propagators, context));
    return [...invalid, ...written.filter((value) => !/^[\t\x20-\x7e]+$/.test(value))];
  });
}

/** A valid header with a part of it replaced by something else. */
const mutated = fc
  .tuple(fc.constantFrom(...NAMES), fc.nat(60), fc.nat(4), fc.string({ unit: 'binary', maxLength: 4 }))
  .map(([name, at, length, replacement]) => {
    const value = VALID[name] ?? '';
    return [name, value.slice(0, at) + replacement + value.slice(at + length)] as const;
  });

const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.anything({ withNullPrototype: true, withBigInt: true }),
  fc.array(fc.oneof(fc.string(), fc.constant(undefined), fc.constantFrom(...Object.values(VALID)))),
);

describe('hostile headers', () => {
  it('that are valid ones with mutations never throw, nor give an invalid span context', () => {
    const changes = fc.array(mutated, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(changes, (changed) => {
        expect(problems({ ...VALID, ...Object.fromEntries(changed) })).toEqual([]);
      }),
      RUNS,
    );
  });

  it('that are no text at all never throw, nor give an invalid span context', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...NAMES), anything), (headers) => {
        expect(problems(headers)).toEqual([]);
      }),
      RUNS,
    );
  });

  it.each([undefined, null, 0, 'text', [], Object.create(null)])(
    'that are no headers are none: %j',
    (carrier) => {
      expect(extract(ALL, carrier as Record<string, unknown>)).toBe(ROOT_CONTEXT);
    },
  );

  it.each(NAMES)('of 100 KB do not continue a trace: %s', (name) => {
    for (const filler of ['0', 'a', '-', ' ', 'é', `${VALID[name]},`]) {
      const value = filler.repeat(100_000 / filler.length);
      expect(trace.getSpanContext(extract(ALL, { [name]: value }))).toBeUndefined();
    }
  });
});
