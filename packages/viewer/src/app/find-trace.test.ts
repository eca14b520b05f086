import { expect, test } from 'vitest';
import { readTraceId } from './find-trace.tsx';

test('a trace id is read however it was copied', () => {
  const id = '4bf92f3577b34da6a3ce929d0e0e4736';
  expect(readTraceId(` ${id.toUpperCase()}\n`)).toBe(id);
  expect(readTraceId('4bf92f35-77b3-4da6-a3ce-929d0e0e4736')).toBe(id);
  expect(readTraceId('4bf9')).toBe('4bf9');
});

test('what is no id is none', () => {
  expect(['', 'no id', 'xyz', 'a'.repeat(33)].map(readTraceId)).toEqual(Array(4).fill(undefined));
});
