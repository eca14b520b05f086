import { describe, expect, it } from 'vitest';
import { drawColumns } from '../trace/testing/draw-columns.ts';
import { diffTraces } from './diff.ts';

const BEFORE = drawColumns(`
  shop cart        ==========
    stock items     ==
    stock price        ==
    cache get             =
`);

const outline = (after: string): string[] =>
  diffTraces(BEFORE, drawColumns(after)).map(
    ({ operation, depth, change, countDiffers }) =>
      `${'  '.repeat(depth)}${operation} ${change}${countDiffers ? ' #' : ''}`,
  );

describe('diffTraces()', () => {
  it('finds nothing between a trace and itself', () => {
    expect(
      diffTraces(BEFORE, BEFORE).every(({ change, countDiffers }) => change === 'same' && !countDiffers),
    ).toBe(true);
  });

  it('says of each path whether it is new, gone, slower or faster', () => {
    expect(
      outline(`
        shop cart        ==========
          stock items     ====
          stock price        =
          mail send               ==
      `),
    ).toEqual(['cart same', '  items slower', '  price faster', '  get removed', '  send added']);
  });

  it('compares means, and says when the number of spans differs', () => {
    expect(
      outline(`
        shop cart        ==========
          stock items     ==
          stock items       ==
          stock price        ==
          cache get             =
      `),
    ).toContain('  items same #');
  });

  it('does not call a tenth slower', () => {
    const slightly = drawColumns('shop cart ==========', { cart: { duration: 10_900 } });
    expect(diffTraces(drawColumns('shop cart =========='), slightly)[0]?.change).toBe('same');
  });

  it('tells a path from the same names elsewhere', () => {
    const moved = drawColumns(`
      shop cart        ==========
        stock price        ==
          stock items     ==
    `);
    expect(diffTraces(BEFORE, moved).map(({ change }) => change)).toEqual([
      'same',
      'removed',
      'same',
      'added',
      'removed',
    ]);
  });
});
