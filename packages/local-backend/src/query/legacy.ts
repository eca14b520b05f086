/**
 * Jaeger's first query API (`/api/…`): Jaeger UI, Grafana's data source and older scripts use it.
 * Source: jaegertracing/jaeger v2.13, cmd/query/app/http_handler.go and query_parser.go.
 */
import { fromOtlpJson } from '../decode/from-otlp-json.ts';
import { Refusal } from '../refusal.ts';
import { dependencies } from '../store/dependencies.ts';
import { search } from '../store/search.ts';
import { Store } from '../store/store.ts';
import { shortId, toJaegerTrace } from './jaeger-json.ts';
import { metrics } from './metrics.ts';
import { operations, services } from './operations.ts';
import { boolean, checkOrder, goDuration, limit, tagMap, traceId, wholeNumber } from './parameters.ts';

const DEFAULT_LIMIT = 100;
const DEFAULT_LOOKBACK = 24 * 3_600_000;

/** The answer of Jaeger's structured responses. It fills `total` only for lists of names. */
export const structured = (data: unknown, total = 0, errors: unknown[] | null = null) => ({
  data,
  total,
  limit: 0,
  offset: 0,
  errors,
});

export const structuredError = (code: number, msg: string) => structured(null, 0, [{ code, msg }]);

const names = (list: unknown[]) => structured(list, list.length);

/** Answers a path below `/api/`, or undefined if it is not one of this API. */
export function legacyAnswer(store: Store, path: string[], query: URLSearchParams): unknown {
  const [first, second = '', third] = path;
  switch (path.length === 3 ? `${first}/…/${third}` : path.length === 2 ? `${first}/…` : first) {
    case 'services':
      return names(services(store));
    case 'services/…/operations':
      return names([...new Set(operations(store, second).map(({ name }) => name))]);
    case 'operations':
      return names(operations(store, required(query, 'service'), query.get('spanKind') ?? ''));
    case 'traces':
      return query.has('traceID')
        ? tracesById(store, query)
        : structured(find(store, query).map((slot) => toJaegerTrace(store, slot)));
    case 'traces/…':
      return oneTrace(store, second, query);
    case 'dependencies':
      return structured(graph(store, query));
    case 'metrics/…':
      return metrics(store, second, query);
    default:
      return undefined;
  }
}

/** `POST /api/transform`: OTLP/JSON to Jaeger's JSON, without storing it. */
export function transform(otlpJson: string): unknown {
  const request = fromOtlpJson(otlpJson);
  const store = new Store(request.length);
  store.add(request, 'otlp-http');
  // The traces of a new store are numbered in the order in which they came.
  return structured(Array.from({ length: store.traces.size }, (_, slot) => toJaegerTrace(store, slot)));
}

function oneTrace(store: Store, id: string, query: URLSearchParams): unknown {
  const slot = store.findTrace(traceId(id));
  // When the trace was is a hint that storages with a time index need; here it is only checked.
  wholeNumber('start', query.get('start'));
  wholeNumber('end', query.get('end'));
  const raw = boolean('raw', query.get('raw'));
  if (slot < 0) throw new Refusal(404, 'trace not found');
  return structured([toJaegerTrace(store, slot, { raw })]);
}

/** Those that are here; an error for each that is not. */
function tracesById(store: Store, query: URLSearchParams): unknown {
  const ids = query.getAll('traceID').map(traceId);
  const raw = boolean('raw', query.get('raw'));
  const found = ids.map((traceID) => ({ traceID, slot: store.findTrace(traceID) }));
  const missing = found.filter(({ slot }) => slot < 0);
  return structured(
    found.filter(({ slot }) => slot >= 0).map(({ slot }) => toJaegerTrace(store, slot, { raw })),
    0,
    missing.length > 0
      ? missing.map(({ traceID }) => ({ msg: 'trace not found', traceID: shortId(traceID) }))
      : null,
  );
}

function find(store: Store, query: URLSearchParams): number[] {
  const minDuration = goDuration('minDuration', query.get('minDuration'));
  const maxDuration = goDuration('maxDuration', query.get('maxDuration'));
  checkOrder(minDuration, maxDuration);
  const slots = search(store, {
    service: required(query, 'service'),
    operation: query.get('operation') || undefined,
    tags: Object.assign(
      tagPairs(query.getAll('tag')),
      ...query.getAll('tags').map((each) => tagMap('tags', each)),
    ) as Record<string, string>,
    minDuration,
    maxDuration: maxDuration || undefined,
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
  const lookback = wholeNumber('lookback', query.get('lookback')) ?? DEFAULT_LOOKBACK;
  const service = query.get('service');
  return dependencies(store, (endTs - lookback) * 1_000, endTs * 1_000).filter(
    ({ parent, child }) => !service || parent === service || child === service,
  );
}

function required(query: URLSearchParams, name: string): string {
  const value = query.get(name);
  if (!value) throw new Refusal(400, `parameter '${name}' is required`);
  return value;
}
