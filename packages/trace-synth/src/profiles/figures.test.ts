/** The figures that are published, against what the profiles make. */
import { describe, expect, it } from 'vitest';
import { createShapeMaker } from '../shape/shape-maker.ts';
import { comparisons, distanceBetween, distanceToPublished, type DistributionFigure } from './figures.ts';
import { profiles } from './index.ts';

const SPANS = 300_000;

describe.each(profiles.filter(({ figures }) => figures.length > 0))('$name', ({ figures, topology }) => {
  it.each([1, 77])('is within 0.05 of each published figure, with seed %i', { timeout: 60_000 }, (seed) => {
    const maker = createShapeMaker(topology(), { seed });
    const measured = comparisons(figures);
    for (let made = 0, spans = 0; spans < SPANS && made < 10_000; made += 1) {
      const shape = maker.make(made);
      spans += shape.spans.length;
      measured.add(shape);
    }
    for (const { figure: of, distance, samples } of measured.results()) {
      expect({ of: of.name, samples: samples > 100 }).toEqual({ of: of.name, samples: true });
      expect({ of: of.name, distance: Math.max(distance, 0.05) }).toEqual({ of: of.name, distance: 0.05 });
    }
  });
});

const figure = (unit: 'ms' | 'spans', published: [number, number][], scale: 'log' | 'linear') =>
  ({
    kind: 'distribution',
    name: '',
    unit,
    published,
    scale,
    measure: () => [],
  }) satisfies DistributionFigure;

describe('distanceToPublished()', () => {
  const even = figure('ms', [[0, 0], [100, 1]], 'linear'); // prettier-ignore

  it('is 0 but for the steps when the samples are the distribution', () => {
    const samples = Array.from({ length: 1_000 }, (_, index) => (index + 0.5) / 10);
    expect(distanceToPublished(even, samples)).toBeCloseTo(0.0005, 6);
  });

  it('sees both sides of a step', () => {
    expect(distanceToPublished(even, [10])).toBeCloseTo(0.9);
    expect(distanceToPublished(even, [90])).toBeCloseTo(0.9);
  });

  it('is a straight line over the logarithm between the points', () => {
    const sizes = figure('ms', [[1, 0], [100, 1]], 'log'); // prettier-ignore
    expect(distanceToPublished(sizes, [10])).toBeCloseTo(0.5);
  });

  it('compares whole numbers at whole numbers', () => {
    const sizes = figure('spans', [[1, 0.5], [2, 1]], 'linear'); // prettier-ignore
    expect(distanceToPublished(sizes, [1, 2])).toBe(0);
    expect(distanceToPublished(sizes, [1, 1, 1, 2])).toBeCloseTo(0.25);
  });

  it('compares nothing where nothing is published', () => {
    const sizes = figure('spans', [[1, 0.5], [10, 0.75]], 'log'); // prettier-ignore
    expect(
      distanceToPublished(
        sizes,
        [1, 1, 10, 5_000].toSorted((a, b) => a - b),
      ),
    ).toBeLessThan(0.26);
  });
});

describe('distanceBetween()', () => {
  it('is the largest difference of the shares', () => {
    expect(distanceBetween([1, 2, 3, 4], [1, 2, 3, 4])).toBe(0);
    expect(distanceBetween([1, 2], [3, 4])).toBe(1);
    expect(distanceBetween([1, 1, 1, 2], [1, 2, 2, 2])).toBe(0.5);
  });
});
