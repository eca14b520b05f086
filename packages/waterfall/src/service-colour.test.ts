import { expect, test } from 'vitest';
import { serviceColour, serviceLetters, serviceSlot } from './service-colour.ts';

const SYSTEM =
  'frontend user profile server drain scheduler heartbeats broker coinflip event-display load-generator frontend-page'.split(
    ' ',
  );

test('no two services of this system share a colour', () => {
  expect(new Set(SYSTEM.map(serviceColour)).size).toBe(SYSTEM.length);
});

test('any name has one of the twelve colours', () => {
  for (const name of ['', '🚀', 'x'.repeat(10_000), 'שירות']) {
    expect(serviceSlot(name)).toBeGreaterThanOrEqual(0);
    expect(serviceSlot(name)).toBeLessThan(12);
  }
});

test('the letters are of the first two words, or the first two of one word', () => {
  expect(serviceLetters('event-display')).toBe('ED');
  expect(serviceLetters('user')).toBe('Us');
  expect(serviceLetters('x')).toBe('X');
  expect(serviceLetters('--')).toBe('?');
});
