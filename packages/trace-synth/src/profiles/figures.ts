/** Published figures, ours beside them, and how far they are apart. */
import type { Shape } from '../shape/shape.ts';

/** A distribution of which some points are published. */
export interface DistributionFigure {
  readonly kind: 'distribution';
  readonly name: string;
  readonly unit: 'spans' | 'levels' | 'services' | 'ms';
  /** [value, share of all that is at most that], both rising. */
  readonly published: readonly (readonly [number, number])[];
  readonly scale: 'log' | 'linear';
  /** The values that a trace adds. */
  measure(shape: Shape): readonly number[];
}

/** How often each of some kinds is. What is not published is not compared. */
export interface SharesFigure {
  readonly kind: 'shares';
  readonly name: string;
  readonly published: Readonly<Record<string, number>>;
  measure(shape: Shape): readonly string[];
}

export interface MeanFigure {
  readonly kind: 'mean';
  readonly name: string;
  readonly published: number;
  measure(shape: Shape): readonly number[];
}

export type Figure = DistributionFigure | SharesFigure | MeanFigure;

export interface Comparison {
  readonly figure: Figure;
  /** Each published point as text, e.g. `<= 3`, with the source's value and ours. */
  readonly points: readonly { readonly at: string; readonly published: number; readonly ours: number }[];
  /**
   * Distribution: the Kolmogorov-Smirnov distance. Shares: the largest difference of a share. Mean: the difference as a
   * part of the published mean.
   */
  readonly distance: number;
  readonly samples: number;
}

/** Measures shapes while they are made, so that they need not be kept. */
export function comparisons(figures: readonly Figure[]): {
  add(shape: Shape): void;
  results(): Comparison[];
} {
  const samples = figures.map((): (number | string)[] => []);
  return {
    add(shape) {
      for (const [index, figure] of figures.entries()) {
        for (const value of figure.measure(shape)) samples[index]?.push(value);
      }
    },
    results: () => figures.map((figure, index) => compare(figure, samples[index] ?? [])),
  };
}

function compare(figure: Figure, samples: readonly (number | string)[]): Comparison {
  if (figure.kind === 'shares') return compareShares(figure, samples);
  const values = samples.map(Number);
  if (figure.kind === 'mean') {
    const ours = values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
    const points = [{ at: 'mean', published: figure.published, ours }];
    return { figure, points, distance: Math.abs(ours / figure.published - 1), samples: values.length };
  }
  const sorted = values.toSorted((a, b) => a - b);
  const points = figure.published.map(([value, published]) => ({
    at: `<= ${value}`,
    published,
    ours: shareUpTo(sorted, value),
  }));
  return { figure, points, distance: distanceToPublished(figure, sorted), samples: values.length };
}

function compareShares(figure: SharesFigure, samples: readonly (number | string)[]): Comparison {
  const points = Object.entries(figure.published).map(([kind, published]) => ({
    at: kind,
    published,
    ours: samples.filter((sample) => sample === kind).length / Math.max(samples.length, 1),
  }));
  const distance = Math.max(...points.map(({ published, ours }) => Math.abs(published - ours)));
  return { figure, points, distance, samples: samples.length };
}

/** The part of a sorted list that is at most `value`. */
function shareUpTo(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return sorted.length === 0 ? 0 : low / sorted.length;
}

/**
 * The Kolmogorov-Smirnov distance between our samples and what is published.
 *
 * Of the published distribution only some points are known; between two of them its CDF is taken to be a straight line,
 * over the logarithm of the value for what spans magnitudes (sizes, times). Below the first point and above the last one
 * nothing is published, so nothing is compared there. Our CDF is the step function of all samples, not a curve that was
 * fitted. Whole numbers (spans, levels, services) have no values between them: both CDFs are compared at whole numbers.
 * Times are compared on both sides of each step.
 */
export function distanceToPublished(figure: DistributionFigure, sorted: readonly number[]): number {
  const { published, unit } = figure;
  const [from, to] = [published[0]?.[0] ?? 0, published.at(-1)?.[0] ?? 0];
  const cdf = publishedCdf(figure);
  const whole = unit !== 'ms';
  let distance = 0;
  const compareAt = (value: number, ours: number) => {
    if (value >= from && value <= to) distance = Math.max(distance, Math.abs(cdf(value) - ours));
  };
  for (const [value] of published) compareAt(value, shareUpTo(sorted, value));
  for (let index = 0; index < sorted.length;) {
    const value = sorted[index] ?? 0;
    compareAt(whole ? value - 1 : value, index / sorted.length);
    while (index < sorted.length && sorted[index] === value) index += 1;
    compareAt(value, index / sorted.length);
  }
  return distance;
}

/** The published share up to a value that lies between the first and the last point. */
export function publishedCdf({
  published,
  scale,
}: Pick<DistributionFigure, 'published' | 'scale'>): (value: number) => number {
  const x = (value: number) => (scale === 'log' ? Math.log(value) : value);
  return (value) => {
    const upper = published.findIndex(([at]) => at >= value);
    const [toValue, to] = published[upper] ?? published.at(-1) ?? [0, 1];
    const [fromValue, from] = published[upper - 1] ?? [toValue, to];
    return toValue === fromValue
      ? to
      : from + ((to - from) * (x(value) - x(fromValue))) / (x(toValue) - x(fromValue));
  };
}

/** The Kolmogorov-Smirnov distance between two lists of samples. */
export function distanceBetween(a: readonly number[], b: readonly number[]): number {
  const [left, right] = [a.toSorted((x, y) => x - y), b.toSorted((x, y) => x - y)];
  const values = new Set([...left, ...right]);
  let distance = 0;
  for (const value of values)
    distance = Math.max(distance, Math.abs(shareUpTo(left, value) - shareUpTo(right, value)));
  return distance;
}
