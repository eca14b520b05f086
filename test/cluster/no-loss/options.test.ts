import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('the options', () => {
  it('are, unless told otherwise, every part for two minutes', () => {
    expect(readOptions([])).toMatchObject({
      parts: ['collector', 'jaeger', 'storage'],
      named: false,
      away: 120,
    });
  });

  it('name the parts', () => {
    expect(readOptions(['--parts', 'storage,jaeger'])).toMatchObject({
      parts: ['storage', 'jaeger'],
      named: true,
    });
  });

  it.each([
    [['--parts', 'disk'], "Cannot take away 'disk': the parts are collector, jaeger, storage"],
    [['--away', 'long'], 'Cannot use --away long: give a number from 0 on'],
    [['--rate', '0'], 'Cannot use --rate 0: give a number from 0.1 on'],
  ])('%j are refused', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
