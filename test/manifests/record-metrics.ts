/**
 * Writes down which metrics running programs emit, with their labels: emitted-metrics.txt. Dashboards and alerts are
 * held to it.
 *
 *   npm run record-metrics http://127.0.0.1:8888/metrics http://127.0.0.1:8889/metrics ...
 *
 * What is there already stays: some metrics appear only when something fails.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Emitted, emittedMetrics, METRICS_FILE } from './emitted-metrics.ts';

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? \S+/;
/** The rest of what a program says about itself is not for dashboards. */
const OURS = /^(?:traces|otelcol|jaeger|process)_/;

const emitted = emittedMetrics();
for (const url of process.argv.slice(2)) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`Cannot read ${url}: it answered ${response.status}`);
  for (const line of (await response.text()).split('\n')) add(emitted, line);
}
const comment = readFileSync(METRICS_FILE, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('#'));
const lines = [...emitted]
  .map(([metric, labels]) => [metric, ...[...labels].toSorted()].join(' '))
  .toSorted();
writeFileSync(METRICS_FILE, `${[...comment, ...lines].join('\n')}\n`);

function add(metrics: Emitted, line: string): void {
  const [, metric, matchers = ''] = SAMPLE.exec(line) ?? [];
  if (metric === undefined || !OURS.test(metric)) return;
  const labels = metrics.get(metric) ?? new Set<string>();
  for (const [, label = ''] of matchers.matchAll(/(\w+)="(?:\\.|[^"\\])*"/g))
    if (!label.startsWith('otel_scope_')) labels.add(label);
  metrics.set(metric, labels);
}
