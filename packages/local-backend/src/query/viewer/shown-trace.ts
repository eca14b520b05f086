/** The trace that a request is about, with its tree. Trees are kept for a while: a skeleton is followed by details. */
import { Refusal } from '../../refusal.ts';
import type { Store } from '../../store/store.ts';
import { readColumns } from './span-columns.ts';
import { buildTree, type TraceTree } from './trace-tree.ts';

/** More would freeze the browser that shows them. */
export const MAX_SPANS = 500_000;
/** Of all trees that are kept. */
const MAX_KEPT_SPANS = 600_000;

export interface ShownTrace {
  store: Store;
  slot: number;
  /** 32 hex digits. */
  traceId: string;
  tree: TraceTree;
  /** Whether it came from a file, not over the wire. */
  fromFile: boolean;
}

export class ShownTraces {
  /** By store and trace, the one that was asked for last at the end. */
  readonly #kept = new Map<string, ShownTrace & { head: number; count: number }>();
  readonly #stores = new Map<Store, number>();

  /** @throws Refusal: 404 if it is not here, 413 if it is too large to be shown. */
  get(store: Store, traceId: string, fromFile: boolean): ShownTrace {
    const slot = store.findTrace(traceId);
    if (slot < 0) throw new Refusal(404, `Cannot show trace ${traceId}: it is not here, or not any more`);
    const count = store.traces.count[slot] as number;
    if (count > MAX_SPANS) {
      throw new Refusal(
        413,
        `Cannot show trace ${traceId}: it has ${count} spans, and ${MAX_SPANS} can be shown. Search for its spans by operation instead`,
      );
    }
    const head = store.traces.head[slot] as number;
    const key = `${this.#numberOf(store)} ${traceId}`;
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    const fresh =
      kept?.head === head && kept.count === count
        ? kept
        : { store, slot, traceId, tree: buildTree(readColumns(store, slot)), fromFile, head, count };
    this.#kept.set(key, fresh);
    this.#forgetOldest();
    return fresh;
  }

  /** Forgets the trees of a store that has gone. */
  drop(store: Store): void {
    this.#stores.delete(store);
    for (const [key, kept] of this.#kept) if (kept.store === store) this.#kept.delete(key);
  }

  #numberOf(store: Store): number {
    let number = this.#stores.get(store);
    if (number === undefined) this.#stores.set(store, (number = this.#stores.size));
    return number;
  }

  #forgetOldest(): void {
    let spans = [...this.#kept.values()].reduce((sum, { count }) => sum + count, 0);
    for (const [key, { count }] of this.#kept) {
      if (spans <= MAX_KEPT_SPANS || this.#kept.size === 1) return;
      this.#kept.delete(key);
      spans -= count;
    }
  }
}

/** The index of a span by its index or its id in 16 hex digits. @throws Refusal: 400 or 404. */
export function indexOf({ tree, traceId }: ShownTrace, span: string): number {
  if (/^\d{1,7}$/.test(span)) {
    const index = Number(span);
    if (index < tree.count) return index;
    throw new Refusal(404, `Cannot show span ${index}: trace ${traceId} has ${tree.count}`);
  }
  if (!/^[0-9a-f]{16}$/i.test(span)) {
    throw new Refusal(400, `Cannot show span "${span}": it is neither an index nor an id of 16 hex digits`);
  }
  const index = findSpan(tree, span.toLowerCase());
  if (index < 0) throw new Refusal(404, `Cannot show span ${span}: it is not in trace ${traceId}`);
  return index;
}

/** The index of the first span with an id, or -1. */
export function findSpan({ count, spanHigh, spanLow }: TraceTree, spanId: string): number {
  const high = Number.parseInt(spanId.slice(0, 8), 16);
  const low = Number.parseInt(spanId.slice(8), 16);
  for (let index = 0; index < count; index++) {
    if (spanLow[index] === low && spanHigh[index] === high) return index;
  }
  return -1;
}
