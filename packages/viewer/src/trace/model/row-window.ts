/** Which rows of a long list are drawn: those in sight, and some around them. */
export interface RowWindow {
  readonly first: number;
  /** The one after the last. */
  readonly end: number;
}

const AROUND = 8;

/** `top` and `height` in pixels. The first row is even, so that a scroll by a row redraws only every other time. */
export function rowWindow(rowCount: number, rowHeight: number, top: number, height: number): RowWindow {
  const first = Math.floor(Math.max(0, top) / rowHeight) - AROUND;
  const end = Math.ceil((Math.max(0, top) + height) / rowHeight) + AROUND;
  const evenFirst = Math.max(0, Math.min(first - (first & 1), rowCount));
  return { first: evenFirst, end: Math.max(evenFirst, Math.min(end + (end & 1), rowCount)) };
}

/** Where to scroll to so that the row is in sight: unchanged when it is, else just enough. */
export function scrollToRow(row: number, rowHeight: number, top: number, height: number): number {
  const above = row * rowHeight;
  if (above < top) return Math.max(0, above - rowHeight);
  return above + rowHeight > top + height ? above + 2 * rowHeight - height : top;
}

/** Where to scroll to so that the row is in the middle; unchanged when it is in sight already. */
export function centreRow(row: number, rowHeight: number, top: number, height: number): number {
  const above = row * rowHeight;
  const inSight = above >= top && above + rowHeight <= top + height;
  return inSight ? top : Math.max(0, above - (height - rowHeight) / 2);
}
