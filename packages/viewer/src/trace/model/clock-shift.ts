/**
 * Clocks that disagree. The backend tells which spans start too early to be true, as the trace model defines it. Times
 * are shown as they were sent; on request clocks are aligned: such a span is moved to its parent's start, with all that
 * is below it, and is marked with how far.
 */
import { at, type TraceColumns } from './columns.ts';

/** How far each span moves, in µs. */
export function clockShift(columns: TraceColumns): Float64Array {
  const shift = new Float64Array(columns.spanCount);
  if (columns.skew.size === 0) return shift;
  for (let index = 0; index < columns.spanCount; index++) {
    const parent = at(columns.parent, index);
    if (parent >= 0) shift[index] = at(shift, parent) + (columns.skew.get(index) ?? 0);
  }
  return shift;
}
