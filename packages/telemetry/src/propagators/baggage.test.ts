import { type BaggageEntry, propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extract, inject } from './test-headers.ts';

const read = (header: unknown): Record<string, string> =>
  Object.fromEntries(
    (propagation.getBaggage(extract('baggage', { baggage: header }))?.getAllEntries() ?? []).map(
      ([key, { value }]) => [key, value],
    ),
  );
const write = (entries: Record<string, BaggageEntry>) =>
  inject('baggage', propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(entries)))['baggage'];
const passOn = (header: unknown) => inject('baggage', extract('baggage', { baggage: header }))['baggage'];

describe('baggage that is read (W3C Baggage, section 3)', () => {
  it.each([
    ['members', 'a=1,b=2', { a: '1', b: '2' }],
    ['white space of HTTP', ' a\t= 1 ,b =2', { a: '1', b: '2' }],
    ['an empty value', 'a=,b=2', { a: '', b: '2' }],
    ['equals signs in a value', 'a=b=c', { a: 'b=c' }],
    ['percent-encoded UTF-8', 'city=Z%C3%BCrich,x=a%2Cb', { city: 'Zürich', x: 'a,b' }],
    ['bytes that are no UTF-8', 'a=%ff', { a: '\ufffd' }],
    ['a percent sign that encodes nothing', 'a=100%,b=%zz', { a: '100%', b: '%zz' }],
    ['a key that only looks encoded', 'a%20b=1', { 'a%20b': '1' }],
    ['a key twice: the last one counts', 'a=1,a=2', { a: '2' }],
    ['several headers', ['a=1', 'b=2'], { a: '1', b: '2' }],
    ['an empty key', '=1,b=2', { b: '2' }],
    ['a key that is no token', 'a b=1,(=2,é=3,b=2', { b: '2' }],
    ['a value that is malformed', 'a="1",b=2', { b: '2' }],
    ['no equals sign', 'a,b=2', { b: '2' }],
    ['empty members', ',,a=1,', { a: '1' }],
    ['a member of 5,000 characters', `a=${'x'.repeat(5_000)}`, { a: 'x'.repeat(5_000) }],
  ])('has %s', (_what, header, expected) => {
    expect(read(header)).toEqual(expected);
  });

  it('has a key named __proto__ as any other, with no effect on objects', () => {
    expect(passOn('__proto__=1,a=2')).toBe('__proto__=1,a=2');
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  it('leaves the context unchanged when there is nothing valid', () => {
    expect(extract('baggage', { baggage: '=1' })).toBe(ROOT_CONTEXT);
  });
});

describe('baggage that is passed on', () => {
  it('keeps properties, and does not grow', () => {
    const header = 'a=/path:1;p=1; q,b=x%2Cy';
    expect(passOn(header)).toBe(header);
  });

  it('has at most 64 members', () => {
    const members = Array.from({ length: 70 }, (_, index) => `k${index}=v`);
    expect(passOn(members.join(','))).toBe(members.slice(0, 64).join(','));
  });

  it('has at most 8,192 bytes: what does not fit is left out as a whole', () => {
    expect(passOn(`a=${'x'.repeat(8_190)}`)).toHaveLength(8_192);
    expect(passOn(`a=${'x'.repeat(8_191)},b=2`)).toBe('b=2');
    expect(passOn(`a=${'x'.repeat(5_000)},b=${'y'.repeat(5_000)},c=3`)).toBe(`a=${'x'.repeat(5_000)},c=3`);
  });

  it('leaves out keys and properties that a header cannot carry', () => {
    expect(
      write({
        'no token': { value: '1' },
        line: { value: '1', metadata: { toString: () => 'x\r\nset-cookie: y' } as never },
        ok: { value: '1' },
      }),
    ).toBe('ok=1');
  });

  it('replaces half a surrogate pair, on which encodeURIComponent throws', () => {
    expect(write({ a: { value: '\ud800' }, b: { value: '😀' } })).toBe('a=%EF%BF%BD,b=%F0%9F%98%80');
  });

  it('is not written when there is none, nor while tracing is suppressed', () => {
    expect(inject('baggage', ROOT_CONTEXT)).toEqual({});
    expect(inject('baggage', suppressTracing(extract('baggage', { baggage: 'a=1' })))).toEqual({});
  });

  it('brings every value of text across', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 100 });
    fc.assert(
      fc.property(text, (value) => {
        expect(read(write({ a: { value } }))).toEqual({ a: value.toWellFormed() });
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });

  it('never throws, and is a header that HTTP takes, whatever came in', () => {
    const strange = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .array(fc.constantFrom('a', '=', ',', ';', '%', '%C3', ' ', '\t', '"', 'é', '\ud800', '\n'))
        .map((parts) => parts.join('')),
      fc.anything({ withNullPrototype: true }),
    );
    fc.assert(
      fc.property(fc.oneof(strange, fc.array(strange)), (header) => {
        expect(passOn(header) ?? '').toMatch(/^[\t\x20-\x7e]*$/);
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });
});
