/** `GET /api/viewer/metrics`: rate, errors and durations over time, counted from the stored spans. */
import { KINDS } from '../../decode/otlp-types.ts';
import { Refusal } from '../../refusal.ts';
import { type Calls, type CallsOf, collectCalls } from '../../store/calls.ts';
import type { Store } from '../../store/store.ts';
import { quantile } from '../metrics.ts';
import { services } from '../operations.ts';
import { wholeNumber } from '../parameters.ts';
import type { MetricGroup, Metrics, MetricSeries, MetricTotals } from './answers.ts';
import { timeRange } from './find-traces.ts';

const HOUR = 3_600_000_000;
/** Below this a step would show noise; in µs. */
const MIN_STEP = 1_000_000;
const DEFAULT_POINTS = 60;
const MAX_POINTS = 1_000;
const MAX_GROUPS = 500;
/** How a service is called: by a request or by a message. */
const ENTRY = ['server', 'consumer'];

export function metricSeries(store: Store, query: URLSearchParams): Metrics {
  const range = timeRange(query);
  const end = range.startMax ?? Date.now() * 1_000;
  const start = range.startMin ?? end - HOUR;
  if (end <= start) throw new Refusal(400, "'end' should be later than 'start'");
  const asked = wholeNumber('step', query.get('step')) ?? (end - start) / DEFAULT_POINTS;
  const step = Math.ceil(Math.max(asked, MIN_STEP, (end - start) / MAX_POINTS));
  const service = query.get('service');
  const operation = query.get('operation');
  const kinds = kindsWanted(query.getAll('kind'));
  const groups = collectCalls(store, {
    services: new Set(service ? [service] : services(store)),
    kinds: new Set(kinds.map((kind) => KINDS.findIndex((each) => each === kind))),
    byOperation: Boolean(service),
    from: start / 1_000,
    to: end / 1_000,
    step: step / 1_000,
  }).filter((group) => !operation || group.operation === operation);
  return {
    start,
    end,
    step,
    kinds,
    all: series(groups, start, end, step),
    groups: groups
      .map(describe)
      .toSorted((a, b) => b.totalDuration - a.totalDuration)
      .slice(0, MAX_GROUPS),
  };
}

function kindsWanted(asked: string[]): string[] {
  if (asked.length === 0) return ENTRY;
  if (asked.includes('all')) return [...KINDS];
  const unknown = asked.find((kind) => !KINDS.some((each) => each === kind));
  if (unknown === undefined) return asked;
  throw new Refusal(400, `unable to parse param 'kind': "${unknown}" is none of all, ${KINDS.join(', ')}`);
}

const describe = ({ service, operation, steps }: CallsOf): MetricGroup => ({
  service,
  ...(operation !== undefined && { operation }),
  ...totals(together([...steps.values()])),
});

function together(parts: Calls[]): Calls {
  return {
    durations: parts.flatMap(({ durations }) => durations),
    errors: parts.reduce((sum, { errors }) => sum + errors, 0),
  };
}

function totals({ durations, errors }: Calls): MetricTotals {
  const sorted = Float64Array.from(durations).toSorted();
  return {
    calls: durations.length,
    errors,
    p50: micros(sorted, 0.5),
    p95: micros(sorted, 0.95),
    p99: micros(sorted, 0.99),
    totalDuration: Math.floor(sorted.reduce((sum, each) => sum + each, 0) / 1_000),
  };
}

const micros = (sorted: Float64Array, fraction: number): number | null =>
  sorted.length === 0 ? null : Math.floor(quantile(sorted, fraction) / 1_000);

function series(groups: CallsOf[], start: number, end: number, step: number): MetricSeries {
  const count = Math.ceil((end - start) / step);
  const steps = Array.from({ length: count }, (_, index) => {
    const calls = groups.flatMap((group) => group.steps.get(index) ?? []);
    return { time: start + (index + 1) * step, ...totals(together(calls)) };
  });
  const perSecond = (calls: number) => (calls * 1_000_000) / step;
  return {
    ...totals(together(groups.flatMap((group) => [...group.steps.values()]))),
    steps: {
      time: steps.map(({ time }) => time),
      rate: steps.map(({ calls }) => perSecond(calls)),
      errorRate: steps.map(({ errors }) => perSecond(errors)),
      p50: steps.map(({ p50 }) => p50),
      p95: steps.map(({ p95 }) => p95),
      p99: steps.map(({ p99 }) => p99),
    },
  };
}
