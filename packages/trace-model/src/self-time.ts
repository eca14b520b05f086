import { microseconds, type Microseconds } from './microseconds.ts';
import { spanEnd, type Span } from './span.ts';

/** The part of a span's duration in which none of its children was at work; children at work together count once. */
export function selfTime(span: Span, children: readonly Span[]): Microseconds {
  const end = spanEnd(span);
  let covered = 0;
  let upTo: number = span.start;
  for (const child of children.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(child.start, upTo);
    const to = Math.min(spanEnd(child), end);
    if (to <= from) continue;
    covered += to - from;
    upTo = to;
  }
  return microseconds(span.duration - covered);
}
