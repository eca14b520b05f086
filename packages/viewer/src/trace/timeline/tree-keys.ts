/** What a key does in the tree, as WAI-ARIA's tree pattern has it. */
import { at, type TraceColumns } from '../model/columns.ts';
import { hasChildren, isCollapsed, toggle, type Collapse, type VisibleRows } from '../model/visible-rows.ts';

export interface TreePlace {
  readonly columns: TraceColumns;
  readonly rows: VisibleRows;
  readonly collapse: Collapse;
  readonly active: number;
  /** How many rows are in sight. */
  readonly pageRows: number;
}

export type TreeAction =
  | { readonly do: 'go'; readonly index: number }
  | { readonly do: 'collapse'; readonly collapse: Collapse }
  | { readonly do: 'open' }
  | { readonly do: 'close' };

/** Undefined when the key is not the tree's. */
export function treeAction(key: string, place: TreePlace): TreeAction | undefined {
  const { columns, rows, collapse, active } = place;
  const goToRow = (row: number): TreeAction => ({
    do: 'go',
    index: rows.spans[Math.min(Math.max(row, 0), rows.spans.length - 1)] ?? 0,
  });
  const row = rows.rowOf[active] ?? 0;
  const isClosed = isCollapsed(columns, collapse, active);
  switch (key) {
    case 'ArrowDown':
      return goToRow(row + 1);
    case 'ArrowUp':
      return goToRow(row - 1);
    case 'Home':
      return goToRow(0);
    case 'End':
      return goToRow(rows.spans.length - 1);
    case 'PageDown':
      return goToRow(row + place.pageRows);
    case 'PageUp':
      return goToRow(row - place.pageRows);
    case 'ArrowRight':
      if (isClosed) return { do: 'collapse', collapse: toggle(collapse, active) };
      return hasChildren(columns, active) ? { do: 'go', index: active + 1 } : undefined;
    case 'ArrowLeft':
      if (hasChildren(columns, active) && !isClosed)
        return { do: 'collapse', collapse: toggle(collapse, active) };
      return (columns.parent[active] ?? -1) >= 0
        ? { do: 'go', index: at(columns.parent, active) }
        : undefined;
    case '*':
      return { do: 'collapse', collapse: openSiblings(columns, collapse, active) };
    case 'Enter':
    case ' ':
      return { do: 'open' };
    case 'Escape':
      return { do: 'close' };
    default:
      return undefined;
  }
}

function openSiblings(columns: TraceColumns, collapse: Collapse, active: number): Collapse {
  const parent = columns.parent[active] ?? -1;
  const end = parent < 0 ? columns.spanCount : parent + at(columns.size, parent);
  const toggled = new Set(collapse.toggled);
  for (let index = parent + 1; index < end; index += at(columns.size, index)) {
    if (!isCollapsed(columns, collapse, index)) continue;
    if (!toggled.delete(index)) toggled.add(index);
  }
  return { ...collapse, toggled };
}
