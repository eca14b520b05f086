/** What is drawn for a span in its row: places as shares (0..1) of the time in sight. */
import { at, endOf, startOf, type Events, type Sections, type TraceColumns } from './columns.ts';
import { shareOf, type Viewport } from './viewport.ts';

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where the bar is; undefined when none of it is in sight. `side` says where it is then. */
export interface Bar extends Stretch {
  readonly side?: 'left' | 'right';
}

export function barOf(columns: TraceColumns, index: number, view: Viewport, shift = 0): Bar {
  const from = shareOf(view, startOf(columns, index) + shift);
  const to = shareOf(view, endOf(columns, index) + shift);
  if (to < 0) return { from: 0, to: 0, side: 'left' };
  if (from > 1) return { from: 1, to: 1, side: 'right' };
  return { from: Math.max(from, 0), to: Math.min(to, 1) };
}

/** The span's part of the critical path. What is less than `least` apart is drawn as one: a pixel shows no more. */
export function criticalStretches(
  { first, start, end }: Sections,
  index: number,
  view: Viewport,
  least: number,
  shift = 0,
): Stretch[] {
  const stretches: { from: number; to: number }[] = [];
  for (let section = at(first, index); section < at(first, index + 1); section++) {
    const from = Math.max(0, shareOf(view, at(start, section) + shift));
    const to = Math.min(1, shareOf(view, at(end, section) + shift));
    if (to < 0 || from > 1) continue;
    const last = stretches.at(-1);
    if (last && from - last.to < least) last.to = Math.max(last.to, to);
    else stretches.push({ from, to });
  }
  return stretches;
}

export interface Mark {
  readonly place: number;
  /** How many events are so close together that one mark stands for all. */
  readonly count: number;
}

export function eventMarks(
  { first, time }: Events,
  index: number,
  view: Viewport,
  least: number,
  shift = 0,
): Mark[] {
  const places: number[] = [];
  for (let event = at(first, index); event < at(first, index + 1); event++) {
    const place = shareOf(view, at(time, event) + shift);
    if (place >= 0 && place <= 1) places.push(place);
  }
  const marks: { place: number; count: number }[] = [];
  for (const place of places.toSorted((a, b) => a - b)) {
    const last = marks.at(-1);
    if (last && place - last.place < least) last.count += 1;
    else marks.push({ place, count: 1 });
  }
  return marks;
}

/** Whole microseconds of the critical path that are this span's. */
export function criticalTime({ first, start, end }: Sections, index: number): number {
  let sum = 0;
  for (let section = at(first, index); section < at(first, index + 1); section++) {
    sum += at(end, section) - at(start, section);
  }
  return sum;
}
