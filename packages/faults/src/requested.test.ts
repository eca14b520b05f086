import { describe, expect, it } from 'vitest';
import { faultBaggage, requestedVariant } from './requested.ts';

const NAME = 'slow-profile-query';

describe('requestedVariant', () => {
  it.each([
    [NAME, 'on'],
    [`${NAME}:timeout`, 'timeout'],
    [`failing-user+${NAME}`, 'on'],
    [`failing-user ${NAME}:timeout`, 'timeout'],
    [`${NAME}:off`, 'off'],
  ])('finds in %s the variant %s', (value, variant) => {
    expect(requestedVariant(value, NAME)).toBe(variant);
  });

  it.each([
    '',
    'failing-user',
    `${NAME}:`,
    `${NAME}:never`,
    `${NAME}:constructor`,
    `${NAME}x`,
    `x${NAME}`,
    `${'x+'.repeat(300)}${NAME}`,
  ])('finds nothing in %s', (value) => {
    expect(requestedVariant(value, NAME)).toBeUndefined();
  });

  it('knows no other names than those of the catalogue', () => {
    expect(requestedVariant('constructor', 'constructor')).toBeUndefined();
  });
});

describe('faultBaggage', () => {
  it('is what a request carries', () => {
    expect(faultBaggage([{ name: NAME }])).toBe(`fault=${NAME}`);
    expect(faultBaggage([{ name: NAME, variant: 'timeout' }, { name: 'failing-user' }], 'Zoë')).toBe(
      `attendee=Zo%C3%AB,fault=${NAME}:timeout+failing-user`,
    );
    expect(faultBaggage([])).toBe('');
  });

  it('refuses what nobody would understand', () => {
    expect(() => faultBaggage([{ name: 'no-such-fault' }])).toThrow('no-such-fault: there is none');
    expect(() => faultBaggage([{ name: NAME, variant: 'never' }])).toThrow(`${NAME}:never: there is none`);
    expect(() => faultBaggage([], 'a;b')).toThrow('Cannot name the attendee');
  });
});
