import { expect, it } from 'vitest';
import { flameGraph, placeFlames } from '../model/flame-graph.ts';
import { drawColumns } from '../testing/draw-columns.ts';
import { flameStep } from './flame-step.ts';

const { places } = placeFlames(
  flameGraph(
    drawColumns(`
      shop cart       ==========
        stock items    ==
          db select    =
        stock price       ====
    `),
  ),
  -1,
  0,
  100,
);
const step = (key: string, from: number): number | undefined => {
  const place = places.find(({ box }) => box.id === from);
  return place && flameStep(key, places, place);
};

it('goes down to the widest box, up to the one above', () => {
  expect([step('ArrowDown', 0), step('ArrowDown', 1), step('ArrowUp', 2)]).toEqual([3, 2, 1]);
});

it('goes along a level, and stops at its ends', () => {
  expect([step('ArrowRight', 1), step('ArrowLeft', 3), step('ArrowRight', 3)]).toEqual([3, 1, undefined]);
});

it('leaves other keys to others', () => {
  expect(step('Enter', 0)).toBeUndefined();
});
