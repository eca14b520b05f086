/** Jaeger's first query API (`/api/…`): Jaeger UI, Grafana's data source and older scripts use it. */
import { fromOtlpJson } from '../decode/from-otlp-json.ts';
import { Refusal } from '../receivers/body.ts';
import { dependencies } from '../store/dependencies.ts';
import { search } from '../store/search.ts';
import { Store } from '../store/store.ts';
import { toJaegerTrace } from './jaeger-json.ts';
import { metrics } from './metrics.ts';
import { operations, services } from './operations.ts';
import { goDuration, limit, tagMap, traceId, wholeNumber } from './parameters.ts';

const DEFAULT_LIMIT = 100;

/** The answer of Jaeger's structured responses. */
export const structured = (data: unknown[]) => ({
  data,
  total: data.length,
  limit: 0,
  offset: 0,
  errors: null,
});

export const structuredError = (code: number, msg: string) => ({
  data: null,
  total: 0,
  limit: 0,
  offset: 0,
  errors: [{ code, msg }],
});

/** Answers a path below `/api/`, or undefined if it is not one of this API. */
export function legacyAnswer(store: Store, path: string[], query: URLSearchParams): unknown {
  const [first, second, third] = path;
  if (first === 'services' && path.length === 1) return structured(services(store));
  if (first === 'services' && third === 'operations' && second !== undefined) {
    return structured([...new Set(operations(store, second).map(({ name }) => name))]);
  }
  if (first === 'operations' && path.length === 1) {
    return structured(operations(store, required(query, 'service'), query.get('spanKind') ?? ''));
  }
  if (first === 'traces' && path.length === 1)
    return structured(find(store, query).map((slot) => toJaegerTrace(store, slot)));
  if (first === 'traces' && second !== undefined && path.length === 2) return oneTrace(store, second);
  if (first === 'dependencies' && path.length === 1) return structured(graph(store, query));
  if (first === 'metrics' && second !== undefined && path.length === 2) return metrics(store, second, query);
  return undefined;
}

/** `POST /api/transform`: OTLP/JSON to Jaeger's JSON, without storing it. */
export function transform(otlpJson: string): unknown {
  const store = new Store(Infinity);
  store.add(fromOtlpJson(otlpJson), 'otlp-http');
  return structured(search(store, { limit: Infinity }).map((slot) => toJaegerTrace(store, slot)));
}

function oneTrace(store: Store, id: string): unknown {
  const slot = store.findTrace(traceId(id));
  if (slot < 0) throw new Refusal(404, 'trace not found');
  return structured([toJaegerTrace(store, slot)]);
}

function find(store: Store, query: URLSearchParams): number[] {
  const ids = query.getAll('traceID');
  if (ids.length > 0) {
    return ids.map((id) => store.findTrace(traceId(id))).filter((slot) => slot >= 0);
  }
  const slots = search(store, {
    service: required(query, 'service'),
    operation: query.get('operation') || undefined,
    tags: { ...tagMap('tags', query.get('tags')), ...tagPairs(query.getAll('tag')) },
    minDuration: goDuration('minDuration', query.get('minDuration')),
    maxDuration: goDuration('maxDuration', query.get('maxDuration')),
    startMin: wholeNumber('start', query.get('start')),
    startMax: wholeNumber('end', query.get('end')),
    limit: limit('limit', query.get('limit'), DEFAULT_LIMIT),
  });
  return newestFirst(store, slots);
}

export const newestFirst = (store: Store, slots: number[]): number[] =>
  slots.toSorted((a, b) => (store.traces.minStart[b] ?? 0) - (store.traces.minStart[a] ?? 0));

/** `tag=key:value`, which may come several times. */
function tagPairs(pairs: string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const colon = pair.indexOf(':');
      if (colon < 0)
        throw new Refusal(400, `malformed 'tag' parameter, expecting key:value, received: ${pair}`);
      return [pair.slice(0, colon), pair.slice(colon + 1)];
    }),
  );
}

function graph(store: Store, query: URLSearchParams) {
  const endTs = wholeNumber('endTs', query.get('endTs')) ?? Date.now();
  const lookback = wholeNumber('lookback', query.get('lookback')) ?? 24 * 3_600_000;
  return dependencies(store, (endTs - lookback) * 1_000, endTs * 1_000);
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new Refusal(400, `parameter '${name}' is required`);
  return value;
}
