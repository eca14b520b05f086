/**
 * Jaeger's third query API (`/api/v3/…`), answering in OTLP/JSON. Parameters in camel case (2.20) or snake case (2.13).
 * Source: jaegertracing/jaeger, apiv3/http_gateway.go, query_parser.go and summaries.go.
 */
import { Refusal } from '../refusal.ts';
import { search } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { newestFirst } from './legacy.ts';
import { operations, services } from './operations.ts';
import { toResourceSpans } from './otlp-json.ts';
import { boolean, checkOrder, goDuration, limit, tagMap, time, traceId } from './parameters.ts';
import { summarise } from './summary.ts';

const DEFAULT_DEPTH = 100;

export const v3Error = (httpCode: number, message: string) => ({ error: { httpCode, message } });

/** Answers a path below `/api/v3/`, or undefined if it is not one of this API. */
export function v3Answer(store: Store, path: string[], query: URLSearchParams): unknown {
  const [first, second = ''] = path;
  switch (path.length === 2 ? `${first}/…` : first) {
    case 'services':
      return { services: services(store) };
    case 'operations':
      return { operations: listOperations(store, query) };
    case 'traces':
      return otlp(store, find(store, query), boolean('rawTraces', either(query, 'query.', 'rawTraces')));
    case 'traces/…':
      return oneTrace(store, second, query);
    case 'trace-summaries':
      return { summaries: find(store, query).map((slot) => summarise(store, slot)) };
    default:
      return undefined;
  }
}

/** A parameter in camel case or snake case. */
function either(query: URLSearchParams, prefix: string, camel: string): string | null {
  const snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return query.get(prefix + camel) || query.get(prefix + snake);
}

/** A span without a kind counts as internal here. */
function listOperations(store: Store, query: URLSearchParams): { name: string; spanKind: string }[] {
  const kind = either(query, '', 'spanKind') ?? '';
  return operations(store, query.get('service') ?? '', kind).map(({ name, spanKind }) => ({
    name,
    spanKind: spanKind || 'internal',
  }));
}

function oneTrace(store: Store, id: string, query: URLSearchParams): unknown {
  // When the trace was is a hint that storages with a time index need; here it is only checked.
  time('startTime', either(query, '', 'startTime'));
  time('endTime', either(query, '', 'endTime'));
  const raw = boolean('rawTraces', either(query, '', 'rawTraces'));
  const slot = store.findTrace(traceId(id));
  return otlp(store, slot < 0 ? [] : [slot], raw);
}

function otlp(store: Store, slots: number[], raw: boolean): unknown {
  if (slots.length === 0) throw new Refusal(404, 'No traces found');
  return { result: { resourceSpans: slots.flatMap((slot) => toResourceSpans(store, slot, { raw })) } };
}

function find(store: Store, query: URLSearchParams): number[] {
  const parameter = (name: string): string | null => either(query, 'query.', name);
  const startMin = time('query.startTimeMin', parameter('startTimeMin'));
  const startMax = time('query.startTimeMax', parameter('startTimeMax'));
  if (startMin === undefined || startMax === undefined) {
    throw new Refusal(400, 'query.startTimeMin and query.startTimeMax are required');
  }
  const minDuration = goDuration('query.durationMin', parameter('durationMin'));
  const maxDuration = goDuration('query.durationMax', parameter('durationMax'));
  checkOrder(minDuration, maxDuration);
  const depth = parameter('searchDepth') ?? parameter('numTraces');
  const slots = search(store, {
    service: parameter('serviceName') || undefined,
    operation: parameter('operationName') || undefined,
    tags: tagMap('query.attributes', parameter('attributes')),
    minDuration,
    maxDuration: maxDuration || undefined,
    startMin,
    startMax,
    limit: limit('query.searchDepth', depth, DEFAULT_DEPTH),
  });
  return newestFirst(store, slots);
}
