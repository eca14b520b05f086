import { describe, expect, it } from 'vitest';
import { drawColumns } from '../testing/draw-columns.ts';
import { operationOf } from './columns.ts';
import { siblingsOf } from './siblings.ts';
import {
  collapseFromText,
  collapseToText,
  NOTHING_COLLAPSED,
  reveal,
  shiftLevel,
  toggle,
  visibleRows,
  type Collapse,
} from './visible-rows.ts';

const SHOP = drawColumns(`
  shop a      ==========
    shop b      =====
      stock c    ===
      stock d      =
    shop e            ==
`);

const shown = (collapse: Collapse): string =>
  [...visibleRows(SHOP, collapse).spans].map((index) => operationOf(SHOP, index)).join('');

describe('visibleRows()', () => {
  it('has a row for every span when nothing is collapsed', () => {
    expect(shown(NOTHING_COLLAPSED)).toBe('abcde');
  });

  it('hides what is below a collapsed span, and opens it again', () => {
    const collapsed = toggle(NOTHING_COLLAPSED, 1);
    expect(shown(collapsed)).toBe('abe');
    expect(shown(toggle(collapsed, 1))).toBe('abcde');
  });

  it('knows the row of each span, and which have none', () => {
    expect([...visibleRows(SHOP, toggle(NOTHING_COLLAPSED, 1)).rowOf]).toEqual([0, 1, -1, -1, 2]);
  });

  it('collapses a level at a time, until one row is left', () => {
    const first = shiftLevel(SHOP, NOTHING_COLLAPSED, -1);
    expect(shown(first)).toBe('abe');
    expect(shown(shiftLevel(SHOP, first, -1))).toBe('a');
    expect(shown(shiftLevel(SHOP, shiftLevel(SHOP, first, 1), 1))).toBe('abcde');
  });

  it('opens whatever hides a span', () => {
    expect(shown(reveal(SHOP, { level: 0, toggled: new Set() }, 3))).toBe('abcde');
  });

  it('does not collapse a span that has nothing below it', () => {
    expect(shown(toggle(NOTHING_COLLAPSED, 2))).toBe('abcde');
  });
});

describe('collapseToText()', () => {
  it('is read back by collapseFromText()', () => {
    const collapse = toggle(shiftLevel(SHOP, NOTHING_COLLAPSED, -1), 1);
    expect(collapseToText(SHOP, collapse)).toBe('5.l1.1');
    expect(collapseFromText(SHOP, '5.l1.1')).toEqual(collapse);
  });

  it('passes over what it cannot read', () => {
    expect(collapseFromText(SHOP, '5.l-1.<script>.zz.')).toEqual({
      level: Infinity,
      toggled: new Set(),
    });
  });
});

describe('collapseFromText()', () => {
  it('says nothing when the trace has grown meanwhile', () => {
    expect(collapseFromText(SHOP, '4.l1.1')).toEqual(NOTHING_COLLAPSED);
  });
});

describe('siblingsOf()', () => {
  it('counts children and roots', () => {
    const { position, count } = siblingsOf(SHOP);
    expect([...position]).toEqual([1, 1, 1, 2, 2]);
    expect([...count]).toEqual([1, 2, 2, 2, 2]);
  });
});
