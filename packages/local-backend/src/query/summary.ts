/** What a list of traces shows of one: from the index alone, no span is decoded. */
import { compareText } from '../store/attribute-text.ts';
import { ERROR_FLAG, FORMATS, type Format, rowOf, type Segment } from '../store/segment.ts';
import type { Store } from '../store/store.ts';

export interface ServiceSummary {
  name: string;
  spanCount: number;
  errorSpanCount: number;
}

export interface TraceSummary {
  traceId: string;
  rootServiceName: string;
  rootOperationName: string;
  /** Nanoseconds in decimal: a double cannot hold them. */
  minStartTimeUnixNano: string;
  maxEndTimeUnixNano: string;
  spanCount: number;
  errorSpanCount: number;
  /** Spans whose parent is not here. */
  orphanSpanCount: number;
  services: ServiceSummary[];
}

export function summarise(store: Store, slot: number): TraceSummary {
  const services = new Map<number, ServiceSummary>();
  const ids = new Set<number>();
  const parents: number[] = [];
  let root: { segment: Segment; row: number } | undefined;
  let first = 2n ** 64n;
  let last = 0n;
  for (const { segment, row } of rowsOf(store, slot)) {
    count(services, store, segment, row);
    ids.add(idNumber(segment.spanHigh[row] as number, segment.spanLow[row] as number));
    const parent = idNumber(segment.parentHigh[row] as number, segment.parentLow[row] as number);
    const start = segment.startNanos(row);
    const end = start + BigInt(segment.duration[row] as number);
    if (parent !== 0) parents.push(parent);
    else if (!root || start < root.segment.startNanos(root.row)) root = { segment, row };
    if (start < first) first = start;
    if (end > last) last = end;
  }
  return {
    traceId: store.traces.hexId(slot),
    rootServiceName: root ? store.services.nameOf(root.segment.serviceOf(root.row)) : '',
    rootOperationName: root?.segment.nameOf(root.row) ?? '',
    minStartTimeUnixNano: String(first),
    maxEndTimeUnixNano: String(last),
    spanCount: store.traces.count[slot] ?? 0,
    errorSpanCount: [...services.values()].reduce((sum, { errorSpanCount }) => sum + errorSpanCount, 0),
    orphanSpanCount: parents.filter((parent) => !ids.has(parent)).length,
    services: [...services.values()].toSorted((a, b) => compareText(a.name, b.name)),
  };
}

/** How the spans of a trace arrived. */
export function formatsOf(store: Store, slot: number): Format[] {
  const found = new Set<number>();
  for (const { segment, row } of rowsOf(store, slot)) {
    found.add(segment.contexts[segment.context[row] as number]?.format ?? 0);
  }
  return FORMATS.filter((_, format) => found.has(format));
}

function* rowsOf(store: Store, slot: number): Generator<{ segment: Segment; row: number }> {
  for (const address of store.addressesOf(slot)) {
    const segment = store.segmentOf(address);
    if (segment) yield { segment, row: rowOf(address) };
  }
}

function count(services: Map<number, ServiceSummary>, store: Store, segment: Segment, row: number): void {
  const service = segment.serviceOf(row);
  let summary = services.get(service);
  if (!summary) {
    summary = { name: store.services.nameOf(service), spanCount: 0, errorSpanCount: 0 };
    services.set(service, summary);
  }
  summary.spanCount += 1;
  if (segment.flags[row] === ERROR_FLAG) summary.errorSpanCount += 1;
}

/** Near enough to the 64-bit id to tell the spans of one trace apart. */
const idNumber = (high: number, low: number): number => high * 4_294_967_296 + low;
