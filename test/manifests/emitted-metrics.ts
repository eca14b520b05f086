/** The metrics that Collector, Jaeger and Prometheus emit: recorded from running ones by record-metrics.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const METRICS_FILE = join(import.meta.dirname, 'emitted-metrics.txt');

/** Labels by metric. */
export type Emitted = Map<string, Set<string>>;

export function emittedMetrics(): Emitted {
  const lines = readFileSync(METRICS_FILE, 'utf8').split('\n');
  const metrics = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' '));
  return new Map(metrics.map(([metric = '', ...labels]) => [metric, new Set(labels)]));
}
