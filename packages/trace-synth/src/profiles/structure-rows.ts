/** Sizes, depths, widths and services of traces, drawn together so that each has its own distribution. */
import { Random } from '../shape/random.ts';
import { publishedCdf } from './figures.ts';

/** [value, share up to it], both rising; the last share is 1. */
export type Cdf = readonly (readonly [number, number])[];

export interface StructureTargets {
  readonly size: Cdf;
  readonly depth: Cdf;
  /** Where it says nothing, the width follows from size and depth. */
  readonly width: Cdf;
  readonly services: Cdf;
}

export type Row = [size: number, depth: number, width: number, services: number];

const ROWS = 2_000;

/**
 * Equally likely rows. Each target's values are taken at even steps of its CDF, so a column's distribution has no sampling
 * error. They are matched by rank, with some noise: larger traces tend to be deeper, wider, and to meet more services.
 * Where that asks for a tree that cannot be (3 spans of depth 4), the nearest possible depth or width is taken.
 */
export function structureRows({ size, depth, width, services }: StructureTargets, seed = 1): Row[] {
  const random = new Random(seed);
  const sizes = evenly(size);
  const ranks = () =>
    ranksOf(sizes.map((value) => Math.log(value) + (random.next() - 0.5) * Math.min(1, Math.log(value) / 4)));
  const [byWidth, byDepth, byServices] = [ranks(), ranks(), ranks()];
  const [widths, allDepths, allServices] = [evenly(width), evenly(depth, 'linear'), evenly(services)];
  const deepest = allDepths.at(-1) ?? 1;

  const chosenWidths = sizes.map((spans, row) => {
    const wanted = Math.min(widths[byWidth[row] ?? 0] ?? 1, Math.max(1, spans - 1));
    return wanted === 1 && spans - 1 > deepest ? 2 : wanted;
  });
  // A chain's depth is its size. What is left of the depths goes to the others.
  const left = [...allDepths];
  for (const [row, spans] of sizes.entries()) {
    if (chosenWidths[row] !== 1) continue;
    const nearest = left.findIndex((value) => value >= spans - 1);
    left.splice(nearest < 0 ? left.length - 1 : nearest, 1);
  }
  const others = sizes.map((_, row) => row).filter((row) => chosenWidths[row] !== 1);
  others.sort((a, b) => (byDepth[a] ?? 0) - (byDepth[b] ?? 0));
  const depths = sizes.map((spans) => spans - 1);
  for (const [rank, row] of others.entries()) depths[row] = left[rank] ?? 1;

  return sizes.map((spans, row): Row => {
    const wide = chosenWidths[row] ?? 1;
    if (wide === 1) return [spans, spans - 1, 1, servicesFor(row, spans)];
    const deep = Math.min(Math.max(depths[row] ?? 1, 1), Math.max(1, spans - 2));
    const possible = Math.min(Math.max(wide, Math.ceil((spans - 1) / deep), 2), spans - deep);
    return [spans, deep, possible, servicesFor(row, spans)];
  });

  function servicesFor(row: number, spans: number): number {
    return Math.min(allServices[byServices[row] ?? 0] ?? 1, spans);
  }
}

/** The rank of each value among all. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, index) => [value, index] as const).toSorted(([a], [b]) => a - b);
  const ranks: number[] = [];
  for (const [rank, [, index]] of order.entries()) ranks[index] = rank;
  return ranks;
}

/** Whole numbers at even steps of the CDF, rising. */
function evenly(cdf: Cdf, scale: 'log' | 'linear' = 'log'): number[] {
  const share = publishedCdf({ published: cdf, scale });
  const [first = 1, last = 1] = [cdf[0]?.[0], cdf.at(-1)?.[0]];
  return Array.from({ length: ROWS }, (_, row) => {
    const wanted = (row + 0.5) / ROWS;
    let [low, high] = [first, last];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (share(middle) >= wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
