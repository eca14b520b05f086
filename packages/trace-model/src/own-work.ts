/** What a span did itself: the time in which none of its children was at work. */
import { microseconds, type Microseconds } from './microseconds.ts';
import { spanEnd, type Span } from './span.ts';

export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The stretches of a span in which no child was at work, by time. Times since the epoch, in microseconds. */
export function ownWork(span: Span, children: readonly Span[]): Interval[] {
  const end = spanEnd(span);
  const own: Interval[] = [];
  let upTo: number = span.start;
  for (const child of children.toSorted((a, b) => a.start - b.start)) {
    if (child.start >= end) break;
    if (child.start > upTo) own.push({ start: upTo, end: child.start });
    upTo = Math.max(upTo, spanEnd(child));
  }
  if (upTo < end) own.push({ start: upTo, end });
  return own;
}

/** The length of all of them together. */
export const selfTime = (span: Span, children: readonly Span[]): Microseconds =>
  microseconds(ownWork(span, children).reduce((sum, { start, end }) => sum + end - start, 0));
