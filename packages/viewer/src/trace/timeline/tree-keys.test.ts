import { describe, expect, it } from 'vitest';
import { NOTHING_COLLAPSED, toggle, visibleRows, type Collapse } from '../model/visible-rows.ts';
import { drawColumns } from '../testing/draw-columns.ts';
import { treeAction } from './tree-keys.ts';

const SHOP = drawColumns(`
  shop a      ==========
    shop b      =====
      stock c    ===
    shop d          ==
      stock e        =
`);

const press = (key: string, active: number, collapse: Collapse = NOTHING_COLLAPSED) =>
  treeAction(key, { columns: SHOP, rows: visibleRows(SHOP, collapse), collapse, active, pageRows: 3 });

describe('treeAction()', () => {
  it('goes from row to row, and stops at the ends', () => {
    expect(press('ArrowDown', 0)).toEqual({ do: 'go', index: 1 });
    expect(press('ArrowDown', 4)).toEqual({ do: 'go', index: 4 });
    expect(press('ArrowUp', 0)).toEqual({ do: 'go', index: 0 });
    expect(press('PageDown', 0)).toEqual({ do: 'go', index: 3 });
    expect(press('End', 0)).toEqual({ do: 'go', index: 4 });
    expect(press('Home', 4)).toEqual({ do: 'go', index: 0 });
  });

  it('passes over what is collapsed', () => {
    expect(press('ArrowDown', 1, toggle(NOTHING_COLLAPSED, 1))).toEqual({ do: 'go', index: 3 });
  });

  it('opens with the right arrow, then goes to the first child', () => {
    const collapsed = toggle(NOTHING_COLLAPSED, 1);
    expect(press('ArrowRight', 1, collapsed)).toEqual({ do: 'collapse', collapse: NOTHING_COLLAPSED });
    expect(press('ArrowRight', 1)).toEqual({ do: 'go', index: 2 });
    expect(press('ArrowRight', 2)).toBeUndefined();
  });

  it('collapses with the left arrow, then goes to the parent', () => {
    expect(press('ArrowLeft', 1)).toEqual({ do: 'collapse', collapse: toggle(NOTHING_COLLAPSED, 1) });
    expect(press('ArrowLeft', 2)).toEqual({ do: 'go', index: 1 });
    expect(press('ArrowLeft', 0, toggle(NOTHING_COLLAPSED, 0))).toBeUndefined();
  });

  it('opens all siblings with the asterisk', () => {
    const collapsed = toggle(toggle(NOTHING_COLLAPSED, 1), 3);
    expect(press('*', 3, collapsed)).toEqual({ do: 'collapse', collapse: NOTHING_COLLAPSED });
  });
});
