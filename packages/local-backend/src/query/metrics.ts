/**
 * `/api/metrics/{latencies,calls,errors,minstep}` (Jaeger's Monitor), computed from the stored spans themselves.
 * Source: jaegertracing/jaeger v2.13, cmd/query/app/http_handler.go and internal/proto-gen/api_v2/metrics.
 */
import { KINDS } from '../decode/otlp-types.ts';
import { Refusal } from '../refusal.ts';
import { collectCalls, type Calls, type CallsWanted } from '../store/calls.ts';
import type { Store } from '../store/store.ts';
import { structured } from './legacy.ts';
import { boolean, wholeNumber } from './parameters.ts';

/** Below this a step would show noise; in ms. */
const MIN_STEP = 1_000;
const MAX_POINTS = 1_000;
const DEFAULT_LOOKBACK = 3_600_000;
const DEFAULT_STEP = 5_000;

export function metrics(store: Store, which: string, query: URLSearchParams): unknown {
  if (which === 'minstep') return structured(MIN_STEP);
  if (which !== 'latencies' && which !== 'calls' && which !== 'errors') return undefined;
  const fraction = which === 'latencies' ? quantileWanted(query) : 0;
  const wanted = read(query);
  const by = wanted.byOperation ? 'service & operation' : 'service';
  const prefix = wanted.byOperation ? 'service_operation' : 'service';
  const { name, help, value } = {
    latencies: {
      name: 'latencies',
      help: `${fraction}th quantile latency, grouped by ${by}`,
      value: ({ durations }: Calls) =>
        quantile(Float64Array.from(durations).toSorted(), fraction) / 1_000_000,
    },
    calls: {
      name: 'call_rate',
      help: `calls/sec, grouped by ${by}`,
      value: ({ durations }: Calls) => (durations.length * 1_000) / wanted.step,
    },
    errors: {
      name: 'error_rate',
      help: `error rate, computed as a fraction of errors/sec over calls/sec, grouped by ${by}`,
      value: ({ durations, errors }: Calls) => errors / durations.length,
    },
  }[which];
  return {
    name: `${prefix}_${name}`,
    type: 'GAUGE',
    help,
    metrics: collectCalls(store, wanted).map(({ service, operation, steps }) => ({
      labels: [
        ...(operation === undefined ? [] : [{ name: 'operation', value: operation }]),
        { name: 'service_name', value: service },
      ],
      metricPoints: pointsOf(steps, wanted, value),
    })),
  };
}

function read(query: URLSearchParams): CallsWanted {
  const services = query.getAll('service');
  if (services.length === 0) {
    throw new Refusal(400, "unable to parse param 'service': please provide at least one service name");
  }
  const to = wholeNumber('endTs', query.get('endTs')) ?? Date.now();
  const lookback = wholeNumber('lookback', query.get('lookback')) ?? DEFAULT_LOOKBACK;
  const step = wholeNumber('step', query.get('step')) ?? DEFAULT_STEP;
  // A storage of metrics smooths over this time; here each point counts its own step's spans.
  wholeNumber('ratePer', query.get('ratePer'));
  return {
    services: new Set(services),
    byOperation: boolean('groupByOperation', query.get('groupByOperation')),
    kinds: new Set(query.has('spanKind') ? query.getAll('spanKind').map(kindWanted) : [kindWanted('server')]),
    from: to - lookback,
    to,
    step: Math.max(step, MIN_STEP, lookback / MAX_POINTS),
  };
}

function kindWanted(name: string): number {
  const kind = KINDS.findIndex((each) => each === name);
  if (kind < 0) {
    throw new Refusal(400, `unable to parse param 'spanKind': unsupported span kind: '${name}'`);
  }
  return kind;
}

function quantileWanted(query: URLSearchParams): number {
  const text = query.get('quantile') ?? '';
  const fraction = text === '' ? Number.NaN : Number(text);
  if (fraction >= 0 && fraction <= 1) return fraction;
  throw new Refusal(400, `unable to parse param 'quantile': "${text}" is no number from 0 to 1`);
}

/** A point at the end of each step. Steps without a span have no quantile and no error rate. */
function pointsOf(
  steps: Map<number, Calls>,
  { from, to, step }: CallsWanted,
  value: (calls: Calls) => number,
) {
  const none: Calls = { durations: [], errors: 0 };
  return Array.from({ length: Math.ceil((to - from) / step) }, (_, index) => ({
    gaugeValue: { doubleValue: jsonNumber(value(steps.get(index) ?? none)) },
    timestamp: new Date(from + (index + 1) * step).toISOString(),
  }));
}

/** JSON has no NaN; protobuf's JSON mapping, which Jaeger uses, writes it as text. */
const jsonNumber = (value: number): number | string => (Number.isNaN(value) ? 'NaN' : value);

/** NaN of nothing. */
export function quantile(ordered: Float64Array, fraction: number): number {
  return ordered[Math.min(ordered.length - 1, Math.floor(fraction * ordered.length))] ?? Number.NaN;
}
