/** How the columns of a drawn trace share the terminal. */
import { formatDuration } from './microseconds.ts';
import { arrival } from './span-labels.ts';
import { safeText, textWidth } from './terminal-text.ts';
import type { Trace } from './trace.ts';
import type { Row } from './tree-rows.ts';

/** Widths. Between two columns lie two blanks; a column of width 0 is not there. */
export interface Columns {
  readonly service: number;
  readonly tree: number;
  readonly bar: number;
  readonly took: number;
  readonly arrival: number;
}

export const GAP = 2;

/** However deep a span is, its edge and name have this much room. */
const LEAST_NAME = 16;
const DEEPEST_INDENTATION = 12;

/** What the fixed columns leave is shared by tree and bar: the tree may take 70 %. */
export function measureColumns(trace: Trace, width: number): Columns {
  const arrivals = trace.nodes.map(({ span }) => arrival(span)).filter((each) => each !== '');
  const service = Math.min(widest(trace.services.map(safeText), 7), width < 100 ? 14 : 20);
  const took = widest(
    trace.nodes.map(({ span }) => formatDuration(span.duration)),
    4,
  );
  const arrivalWidth = arrivals.length > 0 ? Math.min(widest(arrivals, 7), 9) : 0;
  const rest = width - service - took - arrivalWidth - GAP * (arrivalWidth > 0 ? 4 : 3);
  const bar = Math.max(Math.floor(rest * 0.3), 8);
  return { service, took, arrival: arrivalWidth, bar, tree: rest - bar };
}

/** A tree that needs less leaves the rest to the bars. */
export function fitColumns(columns: Columns, rows: readonly Row[]): Columns {
  const texts = rows.filter((row) => row.node).map(({ guides, edge, text }) => guides + edge + text);
  const tree = Math.min(widest(texts, 12), columns.tree);
  return { ...columns, tree, bar: Math.min(columns.bar + columns.tree - tree, 100) };
}

/** So many levels are indented, a level taking `step` columns. */
export const deepestIndentation = ({ tree }: Columns, step: number): number =>
  Math.min(Math.max(Math.floor((tree - LEAST_NAME) / step), 1), DEEPEST_INDENTATION);

const widest = (texts: readonly string[], least: number): number =>
  texts.reduce((most, text) => Math.max(most, textWidth(text)), least);
