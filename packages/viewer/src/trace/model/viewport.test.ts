import { describe, expect, it } from 'vitest';
import { centreRow, rowWindow, scrollToRow } from './row-window.ts';
import { around, isWhole, pan, shareOf, ticks, timeAt, within, zoomAround } from './viewport.ts';

const WHOLE = { start: 0, end: 1_000 };

describe('zoomAround()', () => {
  it('keeps the point under the pointer where it is', () => {
    const view = zoomAround(WHOLE, WHOLE, 2, 250);
    expect(view).toEqual({ start: 125, end: 625 });
    expect(shareOf(view, 250)).toBe(shareOf(WHOLE, 250));
  });

  it('never shows more than the whole trace', () => {
    expect(zoomAround(WHOLE, WHOLE, 0.1, 500)).toEqual(WHOLE);
    expect(isWhole(zoomAround(WHOLE, WHOLE, 0.5, 10), WHOLE)).toBe(true);
  });

  it('never shows nothing, however often it is repeated', () => {
    let view = WHOLE;
    for (let times = 0; times < 100; times++) view = zoomAround(view, WHOLE, 2, 500);
    expect(view.end - view.start).toBeCloseTo(0.1);
  });

  it('stays finite in a trace without duration', () => {
    const nothing = { start: 5, end: 5 };
    const view = zoomAround(nothing, nothing, 2, 5);
    expect(Number.isFinite(view.start) && view.end > view.start).toBe(true);
  });
});

describe('pan()', () => {
  it('moves by a share of what is in sight, and stops at the ends', () => {
    expect(pan({ start: 100, end: 200 }, WHOLE, 0.5)).toEqual({ start: 150, end: 250 });
    expect(pan({ start: 950, end: 1_000 }, WHOLE, 0.5)).toEqual({ start: 950, end: 1_000 });
  });
});

describe('within()', () => {
  it('moves a stretch that sticks out', () => {
    expect(within({ start: -50, end: 50 }, WHOLE)).toEqual({ start: 0, end: 100 });
  });
});

describe('around()', () => {
  it('leaves air on both sides, as far as there is room', () => {
    expect(around({ start: 500, end: 600 }, WHOLE)).toEqual({ start: 490, end: 610 });
    expect(around({ start: 0, end: 100 }, WHOLE)).toEqual({ start: 0, end: 120 });
  });
});

describe('timeAt()', () => {
  it('is the opposite of shareOf()', () => {
    const view = { start: 20, end: 60 };
    expect(timeAt(view, shareOf(view, 33))).toBe(33);
  });
});

describe('ticks()', () => {
  it('are round, counted from the start of the trace', () => {
    expect(ticks({ start: 0, end: 1_000 }, 0, 5)).toEqual([0, 200, 400, 600, 800, 1_000]);
    expect(ticks({ start: 130, end: 410 }, 100, 4)).toEqual([200, 300, 400]);
  });

  it('are whole minutes and hours in a long trace', () => {
    const hour = 3_600_000_000;
    expect(ticks({ start: 0, end: 8 * hour }, 0, 5)).toEqual([0, 2, 4, 6, 8].map((hours) => hours * hour));
  });

  it('are none where there is no time', () => {
    expect(ticks({ start: 0, end: 0 }, 0, 5)).toEqual([]);
  });
});

describe('rowWindow()', () => {
  it('covers what is in sight, and some around it', () => {
    expect(rowWindow(50_000, 28, 28_000, 560)).toEqual({ first: 992, end: 1_028 });
  });

  it('never leaves the list', () => {
    expect(rowWindow(3, 28, 0, 600)).toEqual({ first: 0, end: 3 });
    expect(rowWindow(0, 28, 900, 600)).toEqual({ first: 0, end: 0 });
    expect(rowWindow(10, 28, 9_000, 600)).toEqual({ first: 10, end: 10 });
  });
});

describe('scrollToRow()', () => {
  it('does not scroll to what is in sight', () => {
    expect(scrollToRow(5, 20, 0, 200)).toBe(0);
    expect(centreRow(5, 20, 0, 200)).toBe(0);
  });

  it('scrolls just enough, with a row to spare', () => {
    expect(scrollToRow(20, 20, 0, 200)).toBe(240);
    expect(scrollToRow(2, 20, 100, 200)).toBe(20);
  });

  it('centres a row that is far away', () => {
    expect(centreRow(100, 20, 0, 200)).toBe(1_910);
  });
});
