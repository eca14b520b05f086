/** Samples as the distributions of a topology file. */
import type { TopologyInput } from '../topology/topology.ts';
import type { Counts, Durations } from '../topology/quantities.ts';
import { writeDuration } from '../topology/quantities.ts';

const POINTS = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999, 1];

const nameOf = (probability: number): string =>
  probability === 0 ? 'min' : probability === 1 ? 'max' : `p${Number((probability * 100).toPrecision(4))}`;

/** As many points as the samples support: of 20 samples there is no 99th percentile. */
function quantiles(samples: readonly number[]): [string, number][] {
  const sorted = samples.toSorted((a, b) => a - b);
  return POINTS.filter((probability) => {
    const beyond = Math.min(probability, 1 - probability) * sorted.length;
    return probability === 0 || probability === 1 || probability === 0.5 || beyond >= 2;
  }).map((probability) => [
    nameOf(probability),
    sorted[Math.min(sorted.length - 1, Math.floor(probability * sorted.length))] ?? 0,
  ]);
}

/** @param micros the samples, in microseconds */
export function durationsOf(micros: readonly number[]): Durations {
  if (micros.length === 0) return '0ms';
  return Object.fromEntries(
    quantiles(micros).map(([name, value]) => [name, writeDuration(Math.max(0, value) * 1_000)]),
  );
}

const MOST_WEIGHTS = 30;

export function countsOf(samples: readonly number[]): Counts {
  const byValue = Map.groupBy(samples, (sample) => sample);
  if (byValue.size === 1) return samples[0] ?? 1;
  if (byValue.size <= MOST_WEIGHTS) {
    return { weights: Object.fromEntries([...byValue].map(([value, all]) => [String(value), all.length])) };
  }
  return Object.fromEntries(quantiles(samples));
}

export type OperationInput = NonNullable<TopologyInput['services'][string]['operations']>[string];
