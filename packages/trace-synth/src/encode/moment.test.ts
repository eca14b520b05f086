import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Moment } from './moment.ts';

it('a moment is the same in both its forms, from 2002 to 2286', () => {
  const micros = fc.bigInt(1_009_843_200_000_000n, 9_972_028_799_999_999n);
  fc.assert(
    fc.property(micros, (time) => {
      const { high, low, seconds, nanos } = new Moment().set(
        Number(time / 1_000n) + Number(time % 1_000n) / 1_000,
      );
      const expected = BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
      expect((BigInt(high) << 32n) + BigInt(low)).toBe(expected);
      // A double of ms has a resolution of up to 2 µs by then.
      expect(Number(expected / 1_000n - time)).toBeLessThanOrEqual(1);
      expect(Number(expected / 1_000n - time)).toBeGreaterThanOrEqual(-1);
      expect(nanos % 1_000).toBe(0);
    }),
    { seed: 4_318, numRuns: 2_000 },
  );
});
