/** What each span did itself: the time in which none of its children was at work. As `@tracewalk/trace-model` defines it. */
import { at } from './columns.ts';

/** Children follow their parent by start, so for each parent only the time up to which it is covered is remembered. */
export function selfTimes(start: Float64Array, duration: Float64Array, parent: Int32Array): Float64Array {
  const own = Float64Array.from(duration);
  const coveredUpTo = Float64Array.from(start);
  for (const [index, above] of parent.entries()) {
    if (above < 0) continue;
    const from = Math.max(at(start, index), at(coveredUpTo, above));
    const to = Math.min(at(start, index) + at(duration, index), at(start, above) + at(duration, above));
    if (to <= from) continue;
    own[above] = at(own, above) - (to - from);
    coveredUpTo[above] = to;
  }
  return own;
}
