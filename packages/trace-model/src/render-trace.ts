/** A trace as text: the tree of its spans beside their bars on a common time axis. */
import { columnNames, heading, legend, warnings, type Frame } from './around-tree.ts';
import { drawBar } from './bar.ts';
import { deepestIndentation, fitColumns, GAP, measureColumns, type Columns } from './layout.ts';
import { formatDuration } from './microseconds.ts';
import { createPaint, serviceColours, type Colour } from './paint.ts';
import { chooseSigns } from './signs.ts';
import { arrival } from './span-labels.ts';
import { column, fit, PICTURES, safeText } from './terminal-text.ts';
import type { Trace, TraceNode } from './trace.ts';
import { treeRows, type Row } from './tree-rows.ts';

export interface RenderOptions {
  /** Columns, from 60 to 240; 100 unless told. */
  readonly width?: number;
  /** Decorate with ANSI colours. Nothing is said by colour alone. */
  readonly color?: boolean;
  /** Draw with ASCII only; the letters of names stay as they are. */
  readonly ascii?: boolean;
}

/** Larger traces are drawn in part, with what is left out summed up. */
const MAX_SPANS = 500;

/**
 * The trace as lines of at most `width` columns, joined by `\n`.
 *
 * Each span has its service, its place in the tree, its bar, how long it took, and how it came to the backend. In front
 * of a span's name stands the context format that its caller's headers had. Failures, links, missing parents and
 * clocks that disagree are told in a line of their own below the span.
 */
export function renderTrace(trace: Trace, options: RenderOptions = {}): string {
  const width = clampWidth(options.width);
  const signs = chooseSigns(options.ascii ?? false, width);
  const paint = createPaint(options.color ?? false);
  const frame: Frame = { trace, width, signs, paint, colours: serviceColours(trace.services) };
  const space = measureColumns(trace, width);
  const maxDepth = deepestIndentation(space, signs.blank.length);
  const rows = treeRows(trace, { signs, maxDepth, maxSpans: MAX_SPANS });
  const columns = fitColumns(space, rows);
  const lines = [
    ...heading(frame),
    '',
    columnNames(frame, columns),
    ...rows.map((row) =>
      row.node ? spanLine(row, row.node, frame, columns) : noteLine(row, frame, columns),
    ),
    ...warnings(frame),
    '',
    ...legend(rows, frame),
  ].join('\n');
  return options.ascii ? lines.replaceAll(PICTURES, '?') : lines;
}

/** Less than 60 columns are not enough to draw in, and more than 240 too many to look at. */
export const clampWidth = (width = 100): number => Math.min(Math.max(Math.trunc(width), 60), 240);

function spanLine(
  row: Row,
  node: TraceNode,
  { trace, signs, paint, colours }: Frame,
  columns: Columns,
): string {
  const { span } = node;
  const failed = span.status === 'error';
  const colour = colours.get(span.service) ?? 'cyan';
  const named = column(row.edge + row.text, columns.tree - row.guides.length, signs.ellipsis);
  const name = named.slice(row.edge.length);
  return [
    paint(colour, column(safeText(span.service), columns.service, signs.ellipsis)),
    paint('dim', row.guides + named.slice(0, row.edge.length)) + (failed ? paint('red', name) : name),
    paint(failed ? 'red' : colour, drawBar(node, trace, columns.bar, signs)),
    formatDuration(span.duration).padStart(columns.took),
    fit(safeText(arrival(span)), columns.arrival, signs.ellipsis),
  ]
    .join(' '.repeat(GAP))
    .trimEnd();
}

const NOTE_COLOURS: Record<Row['kind'], Colour> = {
  span: 'dim',
  error: 'red',
  link: 'dim',
  warning: 'yellow',
  more: 'dim',
};

/** A note may run on below the bars. */
function noteLine(row: Row, { signs, paint, width }: Frame, columns: Columns): string {
  const margin = ' '.repeat(columns.service + GAP);
  const room = width - margin.length - row.guides.length;
  return (
    margin + paint('dim', row.guides) + paint(NOTE_COLOURS[row.kind], fit(row.text, room, signs.ellipsis))
  );
}
