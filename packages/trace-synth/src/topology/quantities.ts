/** How a topology file writes numbers: lengths of time, shares, and distributions. */
import { z } from 'zod';

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3_600e9,
};
const DAY_NANOS = 86_400e9;
const DURATION = /^(\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|h)$/;

/** Nanoseconds of `250us`, `1.5s`; undefined when it is no length of time, or longer than a day. */
export function readDuration(text: string): number | undefined {
  const [, amount, unit = ''] = DURATION.exec(text) ?? [];
  const nanos = Math.round(Number(amount) * (UNITS[unit] ?? NaN));
  return nanos <= DAY_NANOS ? nanos : undefined;
}

/** Nanoseconds as `250us`, in the largest unit that keeps four digits. */
export function writeDuration(nanos: number): string {
  const [unit, size] =
    nanos < 1e3 ? ['ns', 1] : nanos < 1e6 ? ['us', 1e3] : nanos < 1e9 ? ['ms', 1e6] : ['s', 1e9];
  return `${Number((nanos / size).toPrecision(4))}${unit}`;
}

export const duration = z
  .string()
  .refine((text) => readDuration(text) !== undefined, {
    error: 'must be a length of time up to a day, e.g. 250us, 4ms, 1.5s',
  })
  .meta({ description: 'A length of time: 250us, 4ms, 1.5s, 2m', pattern: DURATION.source });

export const share = z.number().min(0).max(1).meta({ description: 'A share from 0 to 1: 0.05 is 5 %' });

const QUANTILE = /^(min|max|p\d{1,2}(?:\.\d+)?)$/;

/** 0 to 1, of `min`, `p50`, `p99.9`, `max`. */
export const probabilityOf = (name: string): number =>
  name === 'min' ? 0 : name === 'max' ? 1 : Number(name.slice(1)) / 100;

const rising = (values: readonly (readonly [number, number])[]): boolean => {
  const sorted = values.toSorted(([a], [b]) => a - b);
  return sorted.every(([, value], index) => index === 0 || value >= (sorted[index - 1]?.[1] ?? 0));
};

const quantilesOf = <T extends z.ZodType<string> | z.ZodType<number>>(
  value: T,
  read: (value: unknown) => number,
) =>
  z
    .record(z.string().regex(QUANTILE, 'is no quantile: use min, p50, p99.9, max'), value)
    .refine((quantiles) => Object.keys(quantiles).length > 0, {
      error: 'needs a quantile at least, e.g. p50',
    })
    .refine(
      (quantiles) => rising(Object.entries(quantiles).map(([name, at]) => [probabilityOf(name), read(at)])),
      { error: 'must rise: a higher quantile cannot be less than a lower one' },
    );

/** One length of time, or its quantiles. */
export const durations = z
  .union([duration, quantilesOf(duration, (text) => readDuration(String(text)) ?? 0)])
  .meta({
    description:
      'A length of time, or quantiles {min, p50, p99.9, max}: between two points the logarithm is interpolated. ' +
      'Without min it begins at a third of the first point, without max it ends at twice the last.',
  });
export type Durations = z.output<typeof durations>;

const wholeNumber = z.int().min(0).max(1_000_000);
/** One whole number, its quantiles, or the weight of each. */
export const counts = z
  .union([
    wholeNumber,
    z.strictObject({
      weights: z
        .record(z.string().regex(/^\d{1,7}$/, 'is no whole number'), z.number().min(0))
        .refine((weights) => Object.values(weights).some((weight) => weight > 0), {
          error: 'needs a weight above 0',
        }),
    }),
    quantilesOf(wholeNumber, Number),
  ])
  .meta({ description: 'A whole number, quantiles {min, p50, p99, max}, or {weights: {1: 70, 2: 30}}' });
export type Counts = z.output<typeof counts>;
