/** The service graph: which service's span is the parent of which other service's span, and how often. */
import { rowOf, type Segment } from './segment.ts';
import type { Store } from './store.ts';

export interface Dependency {
  parent: string;
  child: string;
  callCount: number;
}

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
    parent: store.services[Math.floor(pair / SERVICES)] ?? '',
    child: store.services[pair % SERVICES] ?? '',
    callCount,
  }));
}

const SERVICES = 65_536;

function countCalls(store: Store, slot: number, index: SpanIndex, counts: Map<number, number>): void {
  const count = store.traces.count[slot] as number;
  if (count < 2) return;
  index.reset(count);
  for (const { segment, row } of rowsOf(store, slot)) {
    index.add(
      segment.spanHigh[row] as number,
      segment.spanLow[row] as number,
      segment.serviceOf(row),
    );
  }
  for (const { segment, row } of rowsOf(store, slot)) {
    const parent = index.find(segment.parentHigh[row] as number, segment.parentLow[row] as number);
    const child = segment.serviceOf(row);
    if (parent < 0 || parent === child) continue;
    const pair = parent * SERVICES + child;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
}

/** One object for all rows: there are millions. */
function* rowsOf(store: Store, slot: number): Generator<{ segment: Segment; row: number }> {
  const at = { segment: store.segments[0] as Segment, row: 0 };
  for (let address = store.traces.head[slot] ?? -1; address >= 0;) {
    const segment = store.segmentOf(address);
    if (!segment) return;
    at.segment = segment;
    at.row = rowOf(address);
    yield at;
    address = segment.previous[at.row] as number;
  }
}

/** Span id to service, for one trace at a time: a hash table that is used again for the next. */
class SpanIndex {
  #high = new Uint32Array(128);
  #low = new Uint32Array(128);
  #service = new Int32Array(128);
  #mask = 127;

  reset(spans: number): void {
    const size = 2 ** Math.ceil(Math.log2(spans * 2));
    if (size > this.#service.length) {
      this.#high = new Uint32Array(size);
      this.#low = new Uint32Array(size);
      this.#service = new Int32Array(size);
    }
    this.#mask = size - 1;
    this.#service.fill(-1, 0, size);
  }

  add(high: number, low: number, service: number): void {
    const place = this.#place(high, low);
    this.#high[place] = high;
    this.#low[place] = low;
    this.#service[place] = service;
  }

  find(high: number, low: number): number {
    return this.#service[this.#place(high, low)] as number;
  }

  #place(high: number, low: number): number {
    let place = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 7;
    for (place &= this.#mask; ; place = (place + 1) & this.#mask) {
      if (this.#service[place] === -1 || (this.#high[place] === high && this.#low[place] === low))
        return place;
    }
  }
}
