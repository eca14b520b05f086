/** The stretch of the trace's time that is in sight, and the ways to change it. All in microseconds. */
export interface Viewport {
  readonly start: number;
  readonly end: number;
}

/** A tenth of a microsecond: below it a double's digits of a long trace would show. */
const LEAST_WIDTH = 0.1;

const widthOf = ({ start, end }: Viewport): number => end - start;

/** Moved into the whole, and no wider than it. */
export function within(view: Viewport, whole: Viewport): Viewport {
  const width = Math.min(Math.max(widthOf(view), LEAST_WIDTH), Math.max(widthOf(whole), LEAST_WIDTH));
  const start = Math.min(Math.max(view.start, whole.start), Math.max(whole.end - width, whole.start));
  return { start, end: start + width };
}

/** Zoomed by a factor (2 shows half as much) around a point that stays where it is. */
export function zoomAround(view: Viewport, whole: Viewport, factor: number, point: number): Viewport {
  const width = Math.max(widthOf(view) / factor, LEAST_WIDTH);
  const share = widthOf(view) > 0 ? (point - view.start) / widthOf(view) : 0.5;
  const start = point - share * width;
  return within({ start, end: start + width }, whole);
}

/** Moved by a share of what is in sight: 0.2 is a fifth to the right. */
export function pan(view: Viewport, whole: Viewport, share: number): Viewport {
  const by = widthOf(view) * share;
  return within({ start: view.start + by, end: view.end + by }, whole);
}

/** A stretch of time with some air on both sides. */
export function around(stretch: Viewport, whole: Viewport): Viewport {
  const air = Math.max(widthOf(stretch) * 0.1, LEAST_WIDTH);
  return within({ start: stretch.start - air, end: stretch.end + air }, whole);
}

export const isWhole = (view: Viewport, whole: Viewport): boolean =>
  view.start <= whole.start && view.end >= whole.end;

/** Where a time is, as a share of what is in sight: 0 is the left edge, 1 the right. */
export const shareOf = (view: Viewport, time: number): number =>
  widthOf(view) > 0 ? (time - view.start) / widthOf(view) : 0;

export const timeAt = (view: Viewport, share: number): number => view.start + share * widthOf(view);

const MINUTE = 60_000_000;
/** Steps that people count in, from a minute on. */
const LONG_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440].map((minutes) => minutes * MINUTE);

/** Round times for the axis, at most `most` of them: 1, 2 or 5 of a power of ten apart, or minutes and hours. */
export function ticks(view: Viewport, origin: number, most: number): number[] {
  const width = widthOf(view);
  if (!(width > 0) || most < 1) return [];
  const step = roundStep(width / most);
  const first = Math.ceil((view.start - origin) / step);
  const last = Math.floor((view.end - origin) / step);
  return Array.from(
    { length: Math.min(last - first + 1, most + 1) },
    (_, index) => origin + (first + index) * step,
  );
}

function roundStep(least: number): number {
  const long = least > MINUTE / 2 ? LONG_STEPS.find((each) => each >= least) : undefined;
  const power = 10 ** Math.floor(Math.log10(least));
  return long ?? [1, 2, 5, 10].map((each) => each * power).find((each) => each >= least) ?? least;
}
