/** The service graph: which service's span is the parent of which other service's span, and how often. */
import { KINDS } from '../decode/otlp-types.ts';
import { rowOf, type Segment } from './segment.ts';
import { SpanIndex } from './span-index.ts';
import type { Store } from './store.ts';

export interface Dependency {
  parent: string;
  child: string;
  callCount: number;
}

/** More than there can be, so that two services make one number. */
const SERVICES = 65_536;
const SERVER = KINDS.indexOf('server');

/** Of traces that began between two times, in µs since the epoch. */
export function dependencies(store: Store, startMin: number, startMax: number): Dependency[] {
  const counts = new Map<number, number>();
  const index = new SpanIndex();
  const { traces } = store;
  for (let slot = 0; slot < traces.head.length; slot++) {
    const begin = traces.minStart[slot] as number;
    if ((traces.head[slot] as number) < 0 || begin < startMin || begin > startMax) continue;
    countCalls(store, slot, index, counts);
  }
  return [...counts].map(([pair, callCount]) => ({
    parent: store.services.nameOf(Math.floor(pair / SERVICES)),
    child: store.services.nameOf(pair % SERVICES),
    callCount,
  }));
}

function countCalls(store: Store, slot: number, index: SpanIndex, counts: Map<number, number>): void {
  const count = store.traces.count[slot] as number;
  if (count < 2) return;
  index.reset(count);
  eachRow(store, slot, (segment, row) => {
    // In Zipkin's model a client and its server may share a span id: what names it as parent means the server.
    const wins = segment.kindOf(row) === SERVER;
    index.add(segment.spanHigh[row] as number, segment.spanLow[row] as number, segment.serviceOf(row), wins);
  });
  eachRow(store, slot, (segment, row) => {
    const parent = index.find(segment.parentHigh[row] as number, segment.parentLow[row] as number);
    const child = segment.serviceOf(row);
    if (parent < 0 || parent === child) return;
    const pair = parent * SERVICES + child;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  });
}

/** As `store.addressesOf`, without an object or a step of a generator for each of millions of rows. */
function eachRow(store: Store, slot: number, visit: (segment: Segment, row: number) => void): void {
  for (let address = store.traces.head[slot] as number; address >= 0;) {
    const segment = store.segmentOf(address);
    if (!segment) return;
    const row = rowOf(address);
    visit(segment, row);
    address = segment.previous[row] as number;
  }
}
