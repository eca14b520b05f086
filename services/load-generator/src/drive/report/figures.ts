/** The figures that tables, plots and thresholds are made of, from a report. */
import type { DriveReport } from './drive-report.ts';
import { Latencies, type LatencyBuckets } from './latencies.ts';

export const QUANTILES = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, 'p99.9': 0.999 } as const;
export type QuantileName = keyof typeof QUANTILES;

export interface LatencyFigures extends Record<QuantileName, number> {
  mean: number;
  max: number;
}

/** In ms; NaN where nothing was measured. */
export function latencyFigures(buckets: LatencyBuckets): LatencyFigures {
  const latencies = Latencies.fromJSON(buckets);
  const quantiles = Object.fromEntries(
    Object.entries(QUANTILES).map(([name, share]) => [name, latencies.quantile(share) / 1_000]),
  ) as Record<QuantileName, number>;
  return {
    ...quantiles,
    mean: latencies.mean / 1_000,
    max: latencies.count > 0 ? latencies.max / 1_000 : NaN,
  };
}

export const perSecond = (count: number, { seconds }: DriveReport): number => count / Math.max(seconds, 1e-3);

/** Of those that were sent. */
export const errorShare = ({ errors, asked, dropped }: DriveReport): number =>
  errors / Math.max(1, asked - dropped);

export const dropShare = ({ asked, dropped }: DriveReport): number => dropped / Math.max(1, asked);

/** What was answered, of what was asked. */
export const reachedShare = ({ asked, answered }: DriveReport): number => answered / Math.max(1, asked);

export function milliseconds(ms: number): string {
  if (Number.isNaN(ms)) return '-';
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}

export const percent = (share: number): string =>
  `${(share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 1)} %`;

/** `12.3/s`, and `9876/s` where the digit says nothing. */
export const rate = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)}/s`;
