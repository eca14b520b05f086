/** `/api/metrics/{latencies,calls,errors,minstep}` (Jaeger's Monitor), computed from the stored spans themselves. */
import { Refusal } from '../receivers/body.ts';
import { KINDS } from '../decode/otlp-types.ts';
import { ERROR_FLAG, type Segment } from '../store/segment.ts';
import type { Store } from '../store/store.ts';
import { wholeNumber } from './parameters.ts';

const KIND_PREFIX = 'SPAN_KIND_';
/** Below this a step would show noise; in ms. */
const MIN_STEP = 1_000;
const MAX_POINTS = 1_000;

interface Request {
  services: Set<string>;
  byOperation: boolean;
  kinds: Set<string>;
  quantile: number;
  /** All in ms. */
  from: number;
  to: number;
  step: number;
}

export function metrics(store: Store, which: string, query: URLSearchParams): unknown {
  if (which === 'minstep') return { data: [MIN_STEP], total: 0, limit: 0, offset: 0, errors: null };
  const request = read(query, which === 'latencies');
  const groups = collect(store, request);
  const kind = request.byOperation ? 'service_operation' : 'service';
  switch (which) {
    case 'latencies':
      return family(
        `${kind}_latencies`,
        `${request.quantile}th quantile latency, in ms`,
        groups,
        request,
        (bucket) =>
          bucket.durations.length === 0 ? Number.NaN : quantile(bucket.durations, request.quantile) / 1_000,
      );
    case 'calls':
      return family(`${kind}_call_rate`, 'calls/sec', groups, request, ({ calls }) =>
        perSecond(calls, request),
      );
    case 'errors':
      return family(`${kind}_error_rate`, 'error rate, from 0 to 1', groups, request, ({ calls, errors }) =>
        calls === 0 ? Number.NaN : errors / calls,
      );
    default:
      return undefined;
  }
}

function read(query: URLSearchParams, needsQuantile: boolean): Request {
  const services = query.getAll('service').filter(Boolean);
  if (services.length === 0) throw new Refusal(400, "please provide at least one 'service' name");
  const fraction = Number(query.get('quantile') ?? Number.NaN);
  if (needsQuantile && !(fraction >= 0 && fraction <= 1)) {
    throw new Refusal(400, 'unable to parse quantile: expected a number from 0 to 1');
  }
  const to = wholeNumber('endTs', query.get('endTs')) ?? Date.now();
  const lookback = wholeNumber('lookback', query.get('lookback')) ?? 3_600_000;
  const step = Math.max(wholeNumber('step', query.get('step')) ?? 5_000, MIN_STEP, lookback / MAX_POINTS);
  const kinds = query
    .getAll('spanKind')
    .map((kind) => kind.toLowerCase().replace(KIND_PREFIX.toLowerCase(), ''));
  return {
    services: new Set(services),
    byOperation: query.get('groupByOperation') === 'true',
    kinds: new Set(kinds.length > 0 ? kinds : ['server']),
    quantile: fraction,
    from: to - lookback,
    to,
    step,
  };
}

interface Bucket {
  calls: number;
  errors: number;
  /** µs. */
  durations: number[];
}

type Groups = Map<string, { service: string; operation?: string; buckets: Bucket[] }>;

function collect(store: Store, request: Request): Groups {
  const groups: Groups = new Map();
  for (const segment of store.segments) {
    if (segment.maxStart < request.from * 1_000 || segment.minStart > request.to * 1_000) continue;
    for (let row = 0; row < segment.count; row++) addRow(store, segment, row, request, groups);
  }
  return groups;
}

function addRow(store: Store, segment: Segment, row: number, request: Request, groups: Groups): void {
  const service = store.services[segment.serviceOf(row)] ?? '';
  const flags = segment.flags[row] as number;
  const start = segment.startMicros(row) / 1_000;
  if (!request.services.has(service) || !request.kinds.has(KINDS[segment.kindOf(row)] ?? '')) return;
  if (start < request.from || start >= request.to) return;
  const operation = request.byOperation ? segment.nameOf(row) : undefined;
  const key = `${service}\n${operation ?? ''}`;
  let group = groups.get(key);
  if (!group) groups.set(key, (group = { service, operation, buckets: [] }));
  const bucket = (group.buckets[Math.floor((start - request.from) / request.step)] ??= {
    calls: 0,
    errors: 0,
    durations: [],
  });
  bucket.calls += 1;
  if (flags & ERROR_FLAG) bucket.errors += 1;
  bucket.durations.push((segment.duration[row] as number) / 1_000);
}

function family(
  name: string,
  help: string,
  groups: Groups,
  request: Request,
  value: (bucket: Bucket) => number,
): unknown {
  const steps = Math.ceil((request.to - request.from) / request.step);
  const empty: Bucket = { calls: 0, errors: 0, durations: [] };
  return {
    name,
    type: 'GAUGE',
    help,
    metrics: [...groups.values()].map(({ service, operation, buckets }) => ({
      labels: [
        ...(operation === undefined ? [] : [{ name: 'operation', value: operation }]),
        { name: 'service_name', value: service },
      ],
      metricPoints: Array.from({ length: steps }, (_, index) => ({
        gaugeValue: { doubleValue: jsonNumber(value(buckets[index] ?? empty)) },
        timestamp: new Date(request.from + (index + 1) * request.step).toISOString(),
      })),
    })),
  };
}

const perSecond = (calls: number, { step }: Request): number => (calls * 1_000) / step;

/** JSON has no NaN; protobuf's JSON mapping, which Jaeger uses, writes it as text. */
const jsonNumber = (value: number): number | string => (Number.isNaN(value) ? 'NaN' : value);

function quantile(values: number[], fraction: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(fraction * sorted.length))] ?? 0;
}
