/** Where each span stands among its siblings, which a screen reader says: "3 of 7". Counted from 1. */
import { at, type TraceColumns } from './columns.ts';

export interface Siblings {
  readonly position: Uint32Array;
  readonly count: Uint32Array;
}

export function siblingsOf(columns: TraceColumns): Siblings {
  const { spanCount } = columns;
  const position = new Uint32Array(spanCount);
  // One entry more: roots have no parent, so they count in the last one.
  const counts = new Uint32Array(spanCount + 1);
  const owner = (index: number) => (at(columns.parent, index) < 0 ? spanCount : at(columns.parent, index));
  for (let index = 0; index < spanCount; index++) {
    position[index] = counts[owner(index)] = at(counts, owner(index)) + 1;
  }
  return { position, count: Uint32Array.from({ length: spanCount }, (_, index) => at(counts, owner(index))) };
}
