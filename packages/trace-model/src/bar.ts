import type { Interval } from './own-work.ts';
import { ownWork } from './own-work.ts';
import type { Signs } from './signs.ts';
import { spanEnd } from './span.ts';
import type { Trace, TraceNode } from './trace.ts';

/**
 * A span on the trace's time axis, half a column exact: heavy where the span itself was at work, light where its
 * children were. However short, a span is at least half a column.
 */
export function drawBar({ span, children }: TraceNode, trace: Trace, width: number, signs: Signs): string {
  const halves = new Uint8Array(width * 2);
  const scale = trace.duration > 0 ? halves.length / trace.duration : 0;
  const mark = ({ start, end }: Interval, weight: number) => {
    const from = Math.min(Math.floor((start - trace.start) * scale), halves.length - 1);
    const to = Math.max(Math.round((end - trace.start) * scale), from + 1);
    halves.fill(weight, from, to);
  };
  const own = ownWork(
    span,
    children.map((child) => child.span),
  );
  const whole = { start: span.start, end: spanEnd(span) };
  mark(whole, LIGHT);
  for (const interval of span.duration === 0 ? [whole] : own) mark(interval, HEAVY);

  let bar = '';
  for (let at = 0; at < halves.length; at += 2) {
    bar += signs.cells[halves[at] ?? 0]?.[halves[at + 1] ?? 0] ?? ' ';
  }
  return bar;
}

const LIGHT = 1;
const HEAVY = 2;
