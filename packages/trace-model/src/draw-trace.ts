/** For tests: a trace from a drawing. */
import { buildTrace } from './build-trace.ts';
import { microseconds } from './microseconds.ts';
import type { Span } from './span.ts';
import type { Trace } from './trace.ts';

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/** 2026-11-21 11:00:00 UTC, in microseconds. */
export const DRAWN_AT = 1_795_258_800_000_000;

/**
 * Reads a drawing, a line for each span: two blanks of indentation for each level below its parent, the service, the
 * span's name, then its bar; a column is a millisecond. `shape` adds to the span of a name, e.g. its status.
 *
 *     drawTrace(`
 *       shop GET /cart        =========
 *         shop GET              ====
 *           stock GET /items     ==
 *     `)
 */
export function drawTrace(drawing: string, shape: Record<string, Partial<Span>> = {}): Trace {
  return buildTrace(drawSpans(drawing, shape));
}

export function drawSpans(drawing: string, shape: Record<string, Partial<Span>> = {}): Span[] {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  const origin = Math.min(...lines.map((line) => line.search(/[=|]+\s*$/)));
  const parents: string[] = [];
  return lines.map((line, index) => {
    const barAt = line.search(/[=|]+\s*$/);
    const [service = '', ...name] = line.slice(0, barAt).trim().split(' ');
    const level = (line.search(/\S/) - margin) / 2;
    const spanId = (index + 1).toString(16).padStart(16, '0');
    parents[level] = spanId;
    const bar = line.slice(barAt).trim();
    return {
      ...emptySpan(spanId, level === 0 ? undefined : parents[level - 1]),
      service,
      name: name.join(' '),
      start: microseconds(DRAWN_AT + (barAt - origin) * 1_000),
      duration: microseconds(bar === '|' ? 0 : bar.length * 1_000),
      ...shape[name.join(' ')],
    };
  });
}

export const emptySpan = (spanId: string, parentSpanId?: string): Span => ({
  traceId: TRACE_ID,
  spanId,
  ...(parentSpanId !== undefined && { parentSpanId }),
  name: '',
  kind: 'INTERNAL',
  start: microseconds(DRAWN_AT),
  duration: microseconds(0),
  status: 'unset',
  service: '',
  resource: {},
  attributes: {},
  events: [],
  links: [],
  warnings: [],
});
