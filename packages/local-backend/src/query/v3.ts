/** Jaeger's third query API (`/api/v3/…`), answering in OTLP/JSON. Parameters in camel case or snake case. */
import { Refusal } from '../receivers/body.ts';
import { search } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { newestFirst } from './legacy.ts';
import { operations, services } from './operations.ts';
import { toResourceSpans } from './otlp-json.ts';
import { summarise } from './summary.ts';
import { goDuration, limit, tagMap, time, traceId } from './parameters.ts';

const DEFAULT_DEPTH = 100;

export const v3Error = (httpCode: number, message: string) => ({ error: { httpCode, message } });

/** Answers a path below `/api/v3/`, or undefined if it is not one of this API. */
export function v3Answer(store: Store, path: string[], query: URLSearchParams): unknown {
  const [first, second] = path;
  if (path.length === 1 && first === 'services') return { services: services(store) };
  if (path.length === 1 && first === 'operations') {
    const service = query.get('service');
    if (!service) throw new Refusal(400, 'malformed parameter service: it is required');
    return { operations: operations(store, service, query.get('spanKind') ?? query.get('span_kind') ?? '') };
  }
  if (path.length === 1 && first === 'traces') return found(store, find(store, query));
  if (path.length === 2 && first === 'traces' && second !== undefined) {
    const slot = store.findTrace(traceId(second));
    return found(store, slot < 0 ? [] : [slot]);
  }
  if (path.length === 1 && first === 'trace-summaries') {
    return { summaries: find(store, query).map((slot) => summarise(store, slot)) };
  }
  return undefined;
}

function found(store: Store, slots: number[]): unknown {
  if (slots.length === 0) throw new Refusal(404, 'No traces found');
  return { result: { resourceSpans: toResourceSpans(store, slots) } };
}

function find(store: Store, query: URLSearchParams): number[] {
  const parameter = (camel: string): string | null => {
    const snake = camel.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return query.get(`query.${camel}`) ?? query.get(`query.${snake}`);
  };
  const startMin = time('query.startTimeMin', parameter('startTimeMin'));
  const startMax = time('query.startTimeMax', parameter('startTimeMax'));
  if (startMin === undefined || startMax === undefined) {
    throw new Refusal(400, 'startTimeMin and startTimeMax are required');
  }
  const depth = parameter('searchDepth') ?? parameter('numTraces');
  const slots = search(store, {
    service: parameter('serviceName') || undefined,
    operation: parameter('operationName') || undefined,
    tags: tagMap('query.attributes', parameter('attributes')),
    minDuration: goDuration('query.durationMin', parameter('durationMin')),
    maxDuration: goDuration('query.durationMax', parameter('durationMax')),
    startMin,
    startMax,
    limit: limit('query.searchDepth', depth, DEFAULT_DEPTH),
  });
  return newestFirst(store, slots);
}
