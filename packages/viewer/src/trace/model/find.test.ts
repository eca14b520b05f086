import { describe, expect, it } from 'vitest';
import { drawColumns } from '../testing/draw-columns.ts';
import { findByName, nextOf, typeAhead } from './find.ts';

const SHOP = drawColumns(`
  shop GET /cart    ==========
    shop GET          =====
      stock GET /items ===
    shop render             ==
`);

describe('findByName()', () => {
  it('finds services and operations, whatever the case', () => {
    expect([...findByName(SHOP, 'STOCK')]).toEqual([2]);
    expect([...findByName(SHOP, 'get')]).toEqual([0, 1, 2]);
  });

  it('asks for every word', () => {
    expect([...findByName(SHOP, 'get shop')]).toEqual([0, 1]);
  });

  it('finds nothing for nothing', () => {
    expect(findByName(SHOP, '  ').size).toBe(0);
  });
});

describe('nextOf()', () => {
  it('goes on, and round the ends', () => {
    expect([nextOf([2, 5, 9], 5, 1), nextOf([2, 5, 9], 9, 1)]).toEqual([9, 2]);
    expect([nextOf([2, 5, 9], 5, -1), nextOf([2, 5, 9], 2, -1)]).toEqual([2, 9]);
    expect(nextOf([], 0, 1)).toBe(-1);
  });
});

describe('typeAhead()', () => {
  const labels = ['alpha', 'beta', 'bravo', 'gamma'];
  const find = (typed: string, from: number) => typeAhead(4, (row) => labels[row] ?? '', typed, from);

  it('goes to the next row that begins so, round the end', () => {
    expect([find('b', 0), find('b', 1), find('b', 2)]).toEqual([1, 2, 1]);
  });

  it('stays where it is while the typed text still matches', () => {
    expect([find('br', 1), find('br', 2), find('x', 0)]).toEqual([2, 2, -1]);
  });
});
