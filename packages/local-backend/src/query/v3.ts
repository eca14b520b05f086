/** Jaeger's third query API (`/api/v3/…`), answering in OTLP/JSON. Parameters in camel case or snake case. */
import { Refusal } from '../receivers/body.ts';
import { ERROR_FLAG, rowOf } from '../store/segment.ts';
import { search } from '../store/search.ts';
import type { Store } from '../store/store.ts';
import { newestFirst } from './legacy.ts';
import { operations, services } from './operations.ts';
import { toResourceSpans } from './otlp-json.ts';
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

interface ServiceSummary {
  name: string;
  spanCount: number;
  errorSpanCount: number;
}

/** What a list of traces shows, from the index alone. */
export function summarise(store: Store, slot: number) {
  const byService = new Map<number, ServiceSummary>();
  const ids = new Set<number>();
  const parents: number[] = [];
  let root = { service: '', operation: '', start: Infinity };
  for (const address of store.addressesOf(slot)) {
    const segment = store.segmentOf(address);
    if (!segment) break;
    const row = rowOf(address);
    const service = segment.service[row] as number;
    const name = store.services[service] ?? '';
    const summary = byService.get(service) ?? { name, spanCount: 0, errorSpanCount: 0 };
    summary.spanCount += 1;
    if ((segment.flags[row] as number) & ERROR_FLAG) summary.errorSpanCount += 1;
    byService.set(service, summary);
    ids.add(idNumber(segment.spanHigh[row] as number, segment.spanLow[row] as number));
    const parent = idNumber(segment.parentHigh[row] as number, segment.parentLow[row] as number);
    const start = segment.start[row] as number;
    if (parent !== 0) parents.push(parent);
    else if (start < root.start)
      root = { service: name, operation: segment.names[segment.name[row] as number] ?? '', start };
  }
  const { traces } = store;
  return {
    traceId: traces.hexId(slot),
    rootServiceName: root.service,
    rootOperationName: root.operation,
    minStartTimeUnixNano: nanos(traces.minStart[slot] ?? 0),
    maxEndTimeUnixNano: nanos(traces.maxEnd[slot] ?? 0),
    spanCount: traces.count[slot] ?? 0,
    errorSpanCount: traces.errors[slot] ?? 0,
    orphanSpanCount: parents.filter((parent) => !ids.has(parent)).length,
    services: [...byService.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Near enough to the 64-bit id to tell the spans of one trace apart. */
const idNumber = (high: number, low: number): number => high * 4_294_967_296 + low;
const nanos = (micros: number): string => String(BigInt(Math.round(micros)) * 1_000n);
