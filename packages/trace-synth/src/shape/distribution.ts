/** Drawing from the distributions that a topology gives. */
import { probabilityOf, readDuration, type Counts, type Durations } from '../topology/quantities.ts';
import type { Random } from './random.ts';

/** A value for a probability from 0 to 1. */
export type Quantile = (probability: number) => number;

/** Draws one value. */
export type Sampler = (random: Random) => number;

/**
 * Through the points, straight in the logarithm of the value; where a value is 0, straight in the value.
 * @param points [probability, value], both rising, from probability 0 to 1
 */
export function quantileThrough(points: readonly (readonly [number, number])[]): Quantile {
  return (probability) => {
    let upper = 1;
    while (upper < points.length - 1 && (points[upper]?.[0] ?? 1) < probability) upper += 1;
    const [fromShare, from] = points[upper - 1] ?? [0, 0];
    const [toShare, to] = points[upper] ?? [1, from];
    const part =
      toShare > fromShare ? Math.min(1, Math.max(0, (probability - fromShare) / (toShare - fromShare))) : 1;
    return from > 0 ? from * (to / from) ** part : from + (to - from) * part;
  };
}

function pointsOf(quantiles: Readonly<Record<string, number>>): (readonly [number, number])[] {
  const given = Object.entries(quantiles)
    .map(([name, value]) => [probabilityOf(name), value] as const)
    .toSorted(([a], [b]) => a - b);
  const [first = [0, 0], last = first] = [given[0], given.at(-1)];
  return [
    ...(first[0] > 0 ? [[0, first[1] / 3] as const] : []),
    ...given,
    ...(last[0] < 1 ? [[1, last[1] * 2] as const] : []),
  ];
}

/** Nanoseconds, whole. */
export function durationSampler(durations: Durations): Sampler {
  if (typeof durations === 'string') {
    const fixed = readDuration(durations) ?? 0;
    return () => fixed;
  }
  const nanos = Object.fromEntries(
    Object.entries(durations).map(([name, text]) => [name, readDuration(text) ?? 0]),
  );
  const quantile = quantileThrough(pointsOf(nanos));
  return (random) => Math.round(quantile(random.next()));
}

type Weights = { readonly weights: Readonly<Record<string, number>> };
const isWeights = (value: Exclude<Counts, number>): value is Weights => 'weights' in value;

export function countSampler(counts: Counts): Sampler {
  if (typeof counts === 'number') return () => counts;
  if (isWeights(counts)) {
    const entries = Object.entries(counts.weights).map(([value, weight]) => [Number(value), weight] as const);
    const pick = weightedIndex(entries.map(([, weight]) => weight));
    return (random) => entries[pick(random)]?.[0] ?? 0;
  }
  const quantile = quantileThrough(pointsOf(counts));
  return (random) => Math.round(quantile(random.next()));
}

/** The average of a count, exact for weights, from a hundred quantiles otherwise. */
export function meanCount(counts: Counts): number {
  if (typeof counts === 'number') return counts;
  if (isWeights(counts)) {
    const entries = Object.entries(counts.weights);
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    return entries.reduce((sum, [value, weight]) => sum + (Number(value) * weight) / total, 0);
  }
  const quantile = quantileThrough(pointsOf(counts));
  return (
    Array.from({ length: 100 }, (_, index) => quantile((index + 0.5) / 100)).reduce((a, b) => a + b) / 100
  );
}

/** Draws an index, each as often as its weight says. */
export function weightedIndex(weights: readonly number[]): Sampler {
  let sum = 0;
  const upTo = weights.map((weight) => (sum += weight));
  return (random) => {
    const at = random.next() * sum;
    let [low, high] = [0, upTo.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] ?? 0) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
