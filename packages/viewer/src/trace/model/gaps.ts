/** The stretches of a span in which nothing below it was at work: its own work, or time nobody traced. */
import { at, endOf, startOf, type TraceColumns } from './columns.ts';
import type { Viewport } from './viewport.ts';

/** By time. Only children up to `most` are looked at, so that a row of a span with 50,000 children is drawn in time. */
export function gapsOf(columns: TraceColumns, index: number, most = 2_000): Viewport[] {
  const end = endOf(columns, index);
  const last = index + at(columns.size, index);
  const gaps: Viewport[] = [];
  let upTo = startOf(columns, index);
  let child = index + 1;
  for (let seen = 0; child < last && seen < most; seen++) {
    if (startOf(columns, child) >= end) break;
    if (startOf(columns, child) > upTo) gaps.push({ start: upTo, end: startOf(columns, child) });
    upTo = Math.max(upTo, endOf(columns, child));
    child += at(columns.size, child);
  }
  if (child < last && startOf(columns, child) < end) return gaps;
  if (upTo < end) gaps.push({ start: upTo, end });
  return gaps;
}
