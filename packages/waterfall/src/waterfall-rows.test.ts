import { describe, expect, it } from 'vitest';
import { drawTrace } from '../../trace-model/src/draw-trace.ts';
import { waterfallRows } from './waterfall-rows.ts';

const names = (rows: ReturnType<typeof waterfallRows>['rows']) => rows.map(({ node }) => node.span.name);

describe('waterfallRows()', () => {
  it('places each bar, and the parts of it that the trace waited for', () => {
    const { rows, hidden } = waterfallRows(
      drawTrace(`
        frontend page  ==========
          user find      =====
      `),
      10,
    );
    expect(hidden).toBe(0);
    expect(rows.map(({ bar, critical }) => ({ bar, critical }))).toEqual([
      {
        bar: { left: 0, width: 100 },
        critical: [
          { left: 0, width: 20 },
          { left: 70, width: 30 },
        ],
      },
      { bar: { left: 20, width: 50 }, critical: [{ left: 20, width: 50 }] },
    ]);
  });

  it('shows of a large trace what failed, then what took longest, with all that is above', () => {
    const { rows, hidden } = waterfallRows(
      drawTrace(
        `
        frontend page     ==========
          user short      =
          user long        ======
          user middle            ==
            profile broken       =
      `,
        { broken: { status: 'error' } },
      ),
      4,
    );
    expect(names(rows)).toEqual(['page', 'long', 'middle', 'broken']);
    expect(hidden).toBe(1);
  });

  it('has room for a trace that took no time', () => {
    const [row] = waterfallRows(drawTrace('user GET  |'), 10).rows;
    expect(row?.bar).toEqual({ left: 0, width: 0 });
  });
});
