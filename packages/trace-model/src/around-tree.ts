/** What stands above and below a drawn tree: what the trace is, its time axis, warnings, and the legend. */
import { GAP, type Columns } from './layout.ts';
import { formatDuration, formatTime } from './microseconds.ts';
import type { Colour, Paint } from './paint.ts';
import type { Signs } from './signs.ts';
import { fit, safeText, textWidth } from './terminal-text.ts';
import type { Trace } from './trace.ts';
import type { Row } from './tree-rows.ts';

export interface Frame {
  readonly trace: Trace;
  readonly width: number;
  readonly signs: Signs;
  readonly paint: Paint;
  readonly colours: ReadonlyMap<string, Colour>;
}

export function heading(frame: Frame): string[] {
  const { trace, signs } = frame;
  const total = formatDuration(trace.duration);
  const root = trace.roots[0]?.span;
  const goesOn = root && root.duration < trace.duration;
  const id: Item[] = [
    { text: `trace ${trace.id}`, colour: 'bold' },
    { text: `${formatTime(trace.start)} UTC` },
  ];
  const facts: Item[] = [
    { text: goesOn ? `${total} (root ${formatDuration(root.duration)})` : total },
    { text: count(trace.nodes.length, 'span') },
    { text: count(trace.services.length, 'service') },
    trace.errorCount > 0
      ? { text: `${signs.error} ${count(trace.errorCount, 'error')}`, colour: 'red' }
      : { text: 'no errors' },
  ];
  return [...wrap(id, '  ', frame), ...wrap(facts, ` ${signs.dot} `, frame)];
}

/** The names of the columns, and the time axis: from 0 to the whole duration. */
export function columnNames({ trace, paint }: Frame, columns: Columns): string {
  const names = [
    'service'.padEnd(columns.service),
    'span'.padEnd(columns.tree),
    `0${formatDuration(trace.duration).padStart(columns.bar - 1)}`,
    'took'.padStart(columns.took),
    columns.arrival > 0 ? 'arrived' : '',
  ];
  return paint('dim', names.join(' '.repeat(GAP)).trimEnd());
}

const MAX_WARNINGS = 10;

export function warnings({ trace, paint, signs, width }: Frame): string[] {
  const more = trace.warnings.length - MAX_WARNINGS;
  const shown = trace.warnings.slice(0, MAX_WARNINGS).map((each) => `${signs.warning} ${safeText(each)}`);
  if (more > 0) shown.push(`${signs.ellipsis} ${count(more, 'more warning')}`);
  return shown.map((each) => paint('yellow', fit(each, width, signs.ellipsis)));
}

/** Explains the signs that occur, and only those. */
export function legend(rows: readonly Row[], frame: Frame): string[] {
  const { signs } = frame;
  const edges = rows.map((row) => row.edge);
  const items = [
    `${signs.cells[2]?.[2]} the span itself at work`,
    `${signs.cells[1]?.[1]} its children`,
    ...(edges.some((edge) => edge.includes(signs.arrow))
      ? [`b3 ${signs.arrow} format of the context it came with`]
      : []),
    ...(edges.some((edge) => edge.startsWith('[')) ? ['[n] depth'] : []),
  ];
  return wrap(
    items.map((text): Item => ({ text, colour: 'dim' })),
    '   ',
    frame,
  );
}

interface Item {
  readonly text: string;
  readonly colour?: Colour;
}

/** As many items in a line as it has room for. */
function wrap(items: readonly Item[], separator: string, { paint, width }: Frame): string[] {
  const lines: Item[][] = [];
  let used = 0;
  for (const item of items) {
    used += textWidth(separator + item.text);
    if (lines.length === 0 || used > width) {
      lines.push([]);
      used = textWidth(item.text);
    }
    lines.at(-1)?.push(item);
  }
  const painted = ({ text, colour }: Item) => (colour ? paint(colour, text) : text);
  return lines.map((line) => line.map(painted).join(separator));
}

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;
