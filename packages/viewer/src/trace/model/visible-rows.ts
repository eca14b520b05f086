/** Which spans have a row: all but those below a collapsed one. */
import { at, type TraceColumns } from './columns.ts';

/**
 * What is collapsed: everything from `level` on, but for the spans in `toggled`, which are the other way round. So one
 * level of a trace of 50,000 spans is a number, not a list.
 */
export interface Collapse {
  readonly level: number;
  readonly toggled: ReadonlySet<number>;
}

export const NOTHING_COLLAPSED: Collapse = { level: Infinity, toggled: new Set() };

export interface VisibleRows {
  /** The span of each row. */
  readonly spans: Uint32Array;
  /** The row of each span; -1 when it has none. */
  readonly rowOf: Int32Array;
}

export const hasChildren = (columns: TraceColumns, index: number): boolean => at(columns.size, index) > 1;

export const isCollapsed = (columns: TraceColumns, collapse: Collapse, index: number): boolean =>
  hasChildren(columns, index) && at(columns.depth, index) >= collapse.level !== collapse.toggled.has(index);

export function visibleRows(columns: TraceColumns, collapse: Collapse): VisibleRows {
  const spans = new Uint32Array(columns.spanCount);
  const rowOf = new Int32Array(columns.spanCount).fill(-1);
  const anyCollapsed = collapse.level !== Infinity || collapse.toggled.size > 0;
  let count = 0;
  for (let index = 0; index < columns.spanCount;) {
    rowOf[index] = count;
    spans[count++] = index;
    index += anyCollapsed && isCollapsed(columns, collapse, index) ? at(columns.size, index) : 1;
  }
  return { spans: spans.subarray(0, count), rowOf };
}

/** Opens the span when it is collapsed, and the other way round. */
export function toggle(collapse: Collapse, index: number): Collapse {
  const toggled = new Set(collapse.toggled);
  if (!toggled.delete(index)) toggled.add(index);
  return { ...collapse, toggled };
}

/** Opens whatever hides the span. */
export function reveal(columns: TraceColumns, collapse: Collapse, index: number): Collapse {
  let revealed = collapse;
  for (let above = at(columns.parent, index); above >= 0; above = at(columns.parent, above)) {
    if (isCollapsed(columns, revealed, above)) revealed = toggle(revealed, above);
  }
  return revealed;
}

/** The deepest level that is shown becomes one less, or one more. */
export function shiftLevel(columns: TraceColumns, collapse: Collapse, by: -1 | 1): Collapse {
  const deepest = columns.depth.reduce((most, depth) => Math.max(most, depth), 0);
  const level = Math.max(0, Math.min(collapse.level, deepest) + by);
  return { level: level >= deepest ? Infinity : level, toggled: new Set() };
}

/**
 * In the URL: how many spans there are, the level, and the spans that are the other way round, in base 36; e.g.
 * `4z.l2.1a`. When the trace has grown meanwhile, spans have other numbers: then the text says nothing.
 */
export function collapseToText({ spanCount }: TraceColumns, { level, toggled }: Collapse): string {
  if (level === Infinity && toggled.size === 0) return '';
  const parts = [
    ...(level === Infinity ? [] : [`l${level}`]),
    ...[...toggled].map((index) => index.toString(36)),
  ];
  return [spanCount.toString(36), ...parts].join('.');
}

export function collapseFromText({ spanCount }: TraceColumns, text: string): Collapse {
  const [count, ...parts] = text.split('.');
  if (count !== spanCount.toString(36)) return NOTHING_COLLAPSED;
  let level = Infinity;
  const toggled = new Set<number>();
  for (const part of parts) {
    const number = /^l(\d{1,6})$/.exec(part)?.[1];
    if (number !== undefined) level = Number(number);
    else if (/^[0-9a-z]{1,6}$/.test(part) && parseInt(part, 36) < spanCount) toggled.add(parseInt(part, 36));
  }
  return { level, toggled };
}
