/** A trace as text: the tree of its spans beside their bars on a common time axis. */
import { drawBar } from './bar.ts';
import { formatDuration, formatTime } from './microseconds.ts';
import { createPaint, serviceColours, type Colour, type Paint } from './paint.ts';
import { chooseSigns, type Signs } from './signs.ts';
import { arrival } from './span-labels.ts';
import { column, fit, safeText, textWidth } from './terminal-text.ts';
import type { Trace } from './trace.ts';
import { treeRows, type Row } from './tree-rows.ts';

export interface RenderOptions {
  /** Columns, from 60 to 240; 100 unless told. */
  readonly width?: number;
  /** Decorate with ANSI colours. Nothing is said by colour alone. */
  readonly color?: boolean;
  /** Draw with ASCII only; names stay as they are. */
  readonly ascii?: boolean;
  /** Larger traces are drawn in part, with what is left out summed up; 500 unless told. */
  readonly maxSpans?: number;
}

/**
 * The trace as lines of at most `width` columns, joined by `\n`.
 *
 * Each span has its service, its place in the tree, its bar, how long it took, and how it came to the backend. In front
 * of a span's name stands the context format that its caller's headers had. Failures, links, missing parents and
 * clocks that disagree are told in a line of their own below the span.
 */
export function renderTrace(trace: Trace, options: RenderOptions = {}): string {
  const width = Math.min(Math.max(Math.trunc(options.width ?? 100), 60), 240);
  const signs = chooseSigns(options.ascii ?? false, width);
  const paint = createPaint(options.color ?? false);
  const frame = { trace, width, signs, paint, colours: serviceColours(trace.services) };
  const space = measure(trace, width);
  const rows = treeRows(trace, {
    signs,
    maxDepth: Math.min(Math.max(Math.floor((space.tree - LEAST_NAME) / signs.blank.length), 1), 12),
    maxSpans: options.maxSpans ?? 500,
  });
  const columns = share(space, rows);
  return [
    ...heading(frame),
    '',
    header(frame, columns),
    ...rows.map((row) => renderRow(row, frame, columns)),
    ...warnings(frame),
    '',
    ...legend(rows, frame),
  ].join('\n');
}

interface Frame {
  readonly trace: Trace;
  readonly width: number;
  readonly signs: Signs;
  readonly paint: Paint;
  readonly colours: ReadonlyMap<string, Colour>;
}

/** Widths, in columns; between two of them lie two blanks. A column of width 0 is not there. */
interface Columns {
  readonly service: number;
  readonly tree: number;
  readonly bar: number;
  readonly took: number;
  readonly arrival: number;
}

const GAP = 2;
/** However deep a span is, its edge and name have this much room. */
const LEAST_NAME = 16;
const MAX_WARNINGS = 10;

const widest = (texts: readonly string[], least: number): number =>
  texts.reduce((most, text) => Math.max(most, textWidth(text)), least);

/** What the fixed columns leave is shared by tree and bar: a long tree takes no more than 70 %. */
function measure(trace: Trace, width: number): Columns {
  const service = Math.min(widest(trace.services.map(safeText), 7), width < 100 ? 14 : 20);
  const took = widest(
    trace.nodes.map(({ span }) => formatDuration(span.duration)),
    4,
  );
  const arrivals = trace.nodes.map(({ span }) => arrival(span)).filter((each) => each !== '');
  const arrivalWidth = arrivals.length > 0 ? Math.min(widest(arrivals, 7), 9) : 0;
  const rest = width - service - took - arrivalWidth - GAP * (arrivalWidth > 0 ? 4 : 3);
  const bar = Math.max(Math.floor(rest * 0.3), 8);
  return { service, took, arrival: arrivalWidth, bar, tree: rest - bar };
}

/** A tree that needs less leaves the rest to the bars. */
function share(columns: Columns, rows: readonly Row[]): Columns {
  const needed = rows
    .filter((row) => row.kind === 'span')
    .reduce((most, row) => Math.max(most, textWidth(row.guides + row.edge + row.text)), 12);
  const tree = Math.min(needed, columns.tree);
  return { ...columns, tree, bar: Math.min(columns.bar + columns.tree - tree, 100) };
}

function heading({ trace, paint, signs }: Frame): string[] {
  const [root] = trace.roots;
  const total = formatDuration(trace.duration);
  const goesOn = root && root.span.duration < trace.duration;
  const errors = `${trace.errorCount} ${trace.errorCount === 1 ? 'error' : 'errors'}`;
  const facts = [
    goesOn ? `${total} (root ${formatDuration(root.span.duration)})` : total,
    count(trace.nodes.length, 'span'),
    count(trace.services.length, 'service'),
    trace.errorCount > 0 ? paint('red', `${signs.error} ${errors}`) : 'no errors',
  ];
  return [
    `trace ${paint('bold', trace.id)}  ${paint('dim', `${formatTime(trace.start)} UTC`)}`,
    facts.join(` ${signs.dot} `),
  ];
}

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;

function header({ trace, paint }: Frame, columns: Columns): string {
  const cells = [
    'service'.padEnd(columns.service),
    'span'.padEnd(columns.tree),
    axis(formatDuration(trace.duration), columns.bar),
    'took'.padStart(columns.took),
    columns.arrival > 0 ? 'arrived' : '',
  ];
  return paint('dim', cells.join(' '.repeat(GAP)).trimEnd());
}

/** From 0 on the left to the whole duration on the right. */
const axis = (end: string, width: number): string => `0${end.padStart(width - 1)}`;

function renderRow(row: Row, frame: Frame, columns: Columns): string {
  const { paint, signs, width } = frame;
  if (!row.node) {
    const before = ' '.repeat(columns.service + GAP);
    const text = fit(row.text, width - before.length - row.guides.length, signs.ellipsis);
    return before + paint('dim', row.guides) + paint(NOTE_COLOURS[row.kind], text);
  }
  const { span } = row.node;
  const failed = span.status === 'error';
  const colour = frame.colours.get(span.service) ?? 'cyan';
  const name = column(row.edge + row.text, columns.tree - row.guides.length, signs.ellipsis);
  const edge = name.slice(0, row.edge.length);
  const rest = name.slice(row.edge.length);
  return [
    paint(colour, column(safeText(span.service), columns.service, signs.ellipsis)),
    paint('dim', row.guides) + paint('dim', edge) + (failed ? paint('red', rest) : rest),
    paint(failed ? 'red' : colour, drawBar(row.node, frame.trace, columns.bar, signs)),
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

function warnings({ trace, paint, signs, width }: Frame): string[] {
  const more = trace.warnings.length - MAX_WARNINGS;
  const shown = trace.warnings.slice(0, MAX_WARNINGS).map((each) => `${signs.warning} ${safeText(each)}`);
  if (more > 0) shown.push(`${signs.ellipsis} ${count(more, 'more warning')}`);
  return shown.map((each) => paint('yellow', fit(each, width, signs.ellipsis)));
}

/** Explains the signs that occur, and only those. */
function legend(rows: readonly Row[], { signs, paint, width }: Frame): string[] {
  const items = [
    `${signs.cells[2]?.[2]} the span itself at work`,
    `${signs.cells[1]?.[1]} its children`,
    ...(rows.some((row) => row.edge.includes(signs.arrow))
      ? [`b3 ${signs.arrow} format of the context it came with`]
      : []),
    ...(rows.some((row) => row.edge.startsWith('[')) ? ['[n] depth'] : []),
  ];
  const lines: string[] = [];
  for (const item of items) {
    const longer = lines.length > 0 ? `${lines.at(-1)}   ${item}` : '';
    if (longer && textWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(item);
  }
  return lines.map((line) => paint('dim', line));
}
