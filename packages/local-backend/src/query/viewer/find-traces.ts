/** `GET /api/viewer/search`: the traces in which a span fits, across all services when none is named. */
import { Refusal } from '../../refusal.ts';
import { ERROR_FLAG, rowOf } from '../../store/segment.ts';
import { search } from '../../store/search.ts';
import type { Store } from '../../store/store.ts';
import { newestFirst } from '../legacy.ts';
import { checkOrder, goDuration, limit, tagMap, wholeNumber } from '../parameters.ts';
import { formatsOf, summarise } from '../summary.ts';
import type { FoundTrace, FoundTraces } from './answers.ts';

const DEFAULT_LIMIT = 20;

export function findTraces(store: Store, query: URLSearchParams): FoundTraces {
  const minDuration = goDuration('minDuration', query.get('minDuration'));
  const maxDuration = goDuration('maxDuration', query.get('maxDuration'));
  checkOrder(minDuration, maxDuration);
  const most = limit('limit', query.get('limit'), DEFAULT_LIMIT);
  const slots = search(store, {
    service: query.get('service') || undefined,
    operation: query.get('operation') || undefined,
    tags: tagMap('tags', query.get('tags')),
    minDuration,
    maxDuration: maxDuration || undefined,
    ...timeRange(query),
    limit: most,
  });
  return {
    traces: newestFirst(store, slots).map((slot) => foundTrace(store, slot)),
    limited: slots.length >= most,
  };
}

/** `start` and `end` in µs since the epoch; all times if absent. */
export function timeRange(query: URLSearchParams): { startMin?: number; startMax?: number } {
  const startMin = wholeNumber('start', query.get('start'));
  const startMax = wholeNumber('end', query.get('end'));
  if (startMin !== undefined && startMax !== undefined && startMax < startMin) {
    throw new Refusal(400, "'end' should be later than 'start'");
  }
  return { startMin, startMax };
}

export function foundTrace(store: Store, slot: number, fromFile = false): FoundTrace {
  const summary = summarise(store, slot);
  const nanos = BigInt(summary.maxEndTimeUnixNano) - BigInt(summary.minStartTimeUnixNano);
  return {
    traceId: summary.traceId,
    rootService: summary.rootServiceName,
    rootOperation: summary.rootOperationName,
    rootError: rootFailed(store, slot),
    startTimeUnixNano: summary.minStartTimeUnixNano,
    duration: Number(nanos / 1_000n),
    spanCount: summary.spanCount,
    errorCount: summary.errorSpanCount,
    orphanCount: summary.orphanSpanCount,
    services: summary.services,
    formats: fromFile ? ['file'] : formatsOf(store, slot),
    partial: store.traces.partial[slot] === 1,
  };
}

/** Whether a span without a parent failed. */
function rootFailed(store: Store, slot: number): boolean {
  for (const address of store.addressesOf(slot)) {
    const segment = store.segmentOf(address);
    const row = rowOf(address);
    const isRoot = segment?.parentHigh[row] === 0 && segment.parentLow[row] === 0;
    if (isRoot && segment.flags[row] === ERROR_FLAG) return true;
  }
  return false;
}
