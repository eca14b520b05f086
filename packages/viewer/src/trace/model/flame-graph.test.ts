import { describe, expect, it } from 'vitest';
import { drawColumns } from '../testing/draw-columns.ts';
import { ERROR } from './columns.ts';
import { flameGraph, placeFlames } from './flame-graph.ts';
import { statistics } from './statistics.ts';

const SHOP = drawColumns(
  `
  shop cart        ==========
    stock items     ==
    stock items       ===
    stock price          ==
`,
  { price: { status: ERROR } },
);
const boxes = flameGraph(SHOP);

describe('flameGraph()', () => {
  it('puts spans of the same path into one box', () => {
    expect(boxes.map(({ spans, self, total, errors }) => [spans, self, total, errors])).toEqual([
      [1, 3_000, 10_000, 0],
      [2, 5_000, 5_000, 0],
      [1, 2_000, 2_000, 1],
    ]);
  });

  it('lays boxes side by side, under the one they belong to', () => {
    expect(boxes.map(({ offset, depth }) => [offset, depth])).toEqual([
      [0, 0],
      [0, 1],
      [5_000, 1],
    ]);
  });

  it('adds up work that went on at the same time', () => {
    const parallel = drawColumns(`
      shop a    ==
        shop b  ==
        shop c  ==
    `);
    expect(flameGraph(parallel)[0]?.total).toBe(4_000);
  });
});

describe('placeFlames()', () => {
  it('fills the width with the box that is zoomed to, under those above it', () => {
    const { places } = placeFlames(boxes, 2, 0, 100);
    expect(places.map(({ box, from, width }) => [box.id, from, width])).toEqual([
      [0, 0, 1],
      [2, 0, 1],
    ]);
  });

  it('says how many boxes are too narrow to be drawn', () => {
    expect(placeFlames(boxes, -1, 0.3, 100)).toMatchObject({ leftOut: 1 });
    expect(placeFlames(boxes, -1, 0, 2)).toMatchObject({ leftOut: 1 });
  });

  it('draws spans without any duration, too', () => {
    const zero = drawColumns('shop a |');
    expect(placeFlames(flameGraph(zero), -1, 0.01, 10).places).toHaveLength(1);
  });
});

describe('statistics()', () => {
  it('sums up per service, the most own work first', () => {
    const rows = statistics(SHOP, 'service');
    expect(
      rows.map(({ service, spans, errors, self, total }) => [service, spans, errors, self, total]),
    ).toEqual([
      ['stock', 3, 1, 7_000, 7_000],
      ['shop', 1, 0, 3_000, 10_000],
    ]);
  });

  it('sums up per service and operation, with quantiles that really occurred', () => {
    const [items] = statistics(SHOP, 'operation');
    expect(items).toMatchObject({
      service: 'stock',
      operation: 'items',
      spans: 2,
      shortest: 2_000,
      median: 2_000,
      p95: 3_000,
      longest: 3_000,
      example: 2,
    });
  });
});
