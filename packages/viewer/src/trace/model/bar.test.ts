import { describe, expect, it } from 'vitest';
import { drawColumns } from '../testing/draw-columns.ts';
import { barOf, criticalStretches, criticalTime, eventMarks } from './bar.ts';
import { clockShift } from './clock-shift.ts';
import { gapsOf } from './gaps.ts';

const WHOLE = { start: 0, end: 10_000 };

describe('barOf()', () => {
  const columns = drawColumns(`
    shop a  ==========
      shop b   ==
  `);

  it('is a share of what is in sight', () => {
    expect(barOf(columns, 1, WHOLE)).toEqual({ from: 0.3, to: 0.5 });
  });

  it('is cut where it leaves the sight', () => {
    expect(barOf(columns, 1, { start: 4_000, end: 6_000 })).toEqual({ from: 0, to: 0.5 });
  });

  it('says on which side a bar is that is out of sight', () => {
    expect(barOf(columns, 1, { start: 6_000, end: 8_000 }).side).toBe('left');
    expect(barOf(columns, 1, { start: 0, end: 1_000 }).side).toBe('right');
  });
});

describe('criticalStretches()', () => {
  const columns = drawColumns(
    `
    shop a  ==========
      shop b   ==
    `,
    {
      a: {
        critical: [
          [0, 3_000],
          [5_000, 10_000],
        ],
      },
      b: { critical: [[3_000, 5_000]] },
    },
  );

  it('are the span’s own', () => {
    expect(criticalStretches(columns.critical, 0, WHOLE, 0)).toEqual([
      { from: 0, to: 0.3 },
      { from: 0.5, to: 1 },
    ]);
    expect(criticalStretches(columns.critical, 1, WHOLE, 0)).toEqual([{ from: 0.3, to: 0.5 }]);
  });

  it('are drawn as one when a pixel would not show them apart', () => {
    expect(criticalStretches(columns.critical, 0, WHOLE, 0.3)).toEqual([{ from: 0, to: 1 }]);
  });

  it('add up to the span’s part of the critical path', () => {
    expect([criticalTime(columns.critical, 0), criticalTime(columns.critical, 1)]).toEqual([8_000, 2_000]);
  });
});

describe('eventMarks()', () => {
  it('puts events together that are less than a mark apart', () => {
    const columns = drawColumns('shop a ==========', { a: { events: [9_000, 1_000, 1_100, 20_000] } });
    expect(eventMarks(columns.events, 0, WHOLE, 0.05)).toEqual([
      { place: 0.1, count: 2 },
      { place: 0.9, count: 1 },
    ]);
  });
});

describe('a drawn trace’s own times', () => {
  it('counts time that two children share once, and what leaves the parent not at all', () => {
    const columns = drawColumns(`
      shop a    ==========
        shop b   ====
        shop c     ====
        shop d           =====
    `);
    expect([...columns.selfTime]).toEqual([3_000, 4_000, 4_000, 5_000]);
  });

  it('is 0 for a span without duration', () => {
    expect([...drawColumns('shop a ====', { a: { duration: 0 } }).selfTime]).toEqual([0]);
  });
});

describe('gapsOf()', () => {
  const columns = drawColumns(`
    shop a    ==========
      shop b   ===
      shop c       ==
  `);

  it('are the stretches in which nothing below was at work', () => {
    expect(gapsOf(columns, 0)).toEqual([
      { start: 0, end: 1_000 },
      { start: 4_000, end: 5_000 },
      { start: 7_000, end: 10_000 },
    ]);
  });

  it('does not invent a gap behind children that it did not look at', () => {
    expect(gapsOf(columns, 0, 1)).toEqual([{ start: 0, end: 1_000 }]);
  });
});

describe('clockShift()', () => {
  it('moves a span that starts too early to its parent’s start, with what is below it', () => {
    const columns = drawColumns(
      `
      shop a         ======
        stock b   =
          stock c =
        stock d        ==
    `,
      { b: { early: 3_000 } },
    );
    expect([...clockShift(columns)]).toEqual([0, 3_000, 3_000, 0]);
  });
});
