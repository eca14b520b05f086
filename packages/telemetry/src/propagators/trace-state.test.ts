import { describe, expect, it } from 'vitest';
import { parseTraceState } from './trace-state.ts';

const members = (count: number) => Array.from({ length: count }, (_, index) => `k${index}=v`).join(',');
const serialized = (...headers: string[]) => parseTraceState(headers)?.serialize();

describe('parseTraceState()', () => {
  it.each([
    ['one member', 'a=1', 'a=1'],
    ['members in their order', 'b=1,a=2', 'b=1,a=2'],
    ['spaces and tabs around members', ' a=1\t, \tb=2 ', 'a=1,b=2'],
    ['empty members', ',a=1,, ,b=2,', 'a=1,b=2'],
    ['a key that begins with a digit (new in level 2)', '1a=1', '1a=1'],
    ['all characters of a key', 'a_-*/0=1', 'a_-*/0=1'],
    ['a tenant and a system', 't1@sys=1', 't1@sys=1'],
    ['an at sign anywhere but first (new in level 2)', 'a@1=1,a@b@=2', 'a@1=1,a@b@=2'],
    ['a key of 256 characters', `${'k'.repeat(256)}=1`, `${'k'.repeat(256)}=1`],
    ['a value of 256 characters', `a=${'v'.repeat(256)}`, `a=${'v'.repeat(256)}`],
    ['spaces inside and before a value', 'a= x y', 'a= x y'],
  ])('reads %s', (_what, header, expected) => {
    expect(serialized(header)).toBe(expected);
  });

  it('reads 32 members', () => {
    expect(serialized(members(32))).toBe(members(32));
  });

  it.each([
    ['33 members', members(33)],
    ['an upper-case key', 'A=1'],
    ['a key that begins with a dash', '-a=1'],
    ['a key of 257 characters', `${'k'.repeat(257)}=1`],
    ['a value of 257 characters', `a=${'v'.repeat(257)}`],
    ['an empty key', '=1'],
    ['an empty value', 'a='],
    ['no equals sign', 'a'],
    ['two equals signs', 'a=1=2'],
    ['white space before the equals sign', 'a =1'],
    ['a control character', 'a=\u0000'],
    ['a letter outside ASCII', 'a=é'],
    ['one malformed member among good ones', 'a=1,B=2,c=3'],
    ['a key twice', 'a=1,b=2,a=3'],
    ['a key twice, in two headers', ['a=1', 'a=2']],
    ['nothing', ''],
  ])('drops a whole list with %s', (_what, header) => {
    expect(parseTraceState([header].flat())).toBeUndefined();
  });
});

describe('a trace state', () => {
  it('gets a changed member at its front, and stays the same itself', () => {
    const state = parseTraceState(['a=1,b=2,c=3']);
    expect(state?.set('b', '9').serialize()).toBe('b=9,a=1,c=3');
    expect(state?.set('d', '4').serialize()).toBe('d=4,a=1,b=2,c=3');
    expect(state?.unset('a').serialize()).toBe('b=2,c=3');
    expect(state?.serialize()).toBe('a=1,b=2,c=3');
    expect(state?.get('c')).toBe('3');
  });

  it('never takes a malformed member', () => {
    const state = parseTraceState(['a=1']);
    expect(state?.set('B', '1').set('b', 'x,c=1').serialize()).toBe('a=1');
  });

  it('passes at most 512 characters on: long members go first, then the last ones', () => {
    expect(serialized(`a=${'v'.repeat(256)},b=${'v'.repeat(256)},c=3`)).toBe('c=3');
    const short = Array.from({ length: 6 }, (_, index) => `k${index}=${'v'.repeat(97)}`);
    expect(serialized(short.join(','))).toBe(short.slice(0, 5).join(','));
  });

  it('is read in linear time when a value has much white space in it', () => {
    const started = performance.now();
    expect(serialized(`a=x${' '.repeat(100_000)}x`)).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(200); // seconds, were it quadratic
  });

  it('loses its last member when a 33rd comes', () => {
    const state = parseTraceState([members(32)])?.set('new', '1');
    expect(state?.serialize().split(',')).toHaveLength(32);
    expect(state?.get('k31')).toBeUndefined();
  });
});
