/** Learned from a profile and made again, traces have the profile's distributions. */
import { describe, expect, it } from 'vitest';
import { distanceBetween } from '../profiles/figures.ts';
import { profileNamed } from '../profiles/index.ts';
import { createShapeMaker } from '../shape/shape-maker.ts';
import type { Shape, ShapeSpan } from '../shape/shape.ts';
import { traceOfShape } from '../testing/spans-of-shape.ts';
import { parseTopology } from '../topology/parse-topology.ts';
import { writeTopology } from '../topology/write-topology.ts';
import { learnTopology } from './learn.ts';
import { structureOfShape, type Structure } from './structure-of.ts';

function learnProfile(name: string, traces: number, keepValues = false) {
  const maker = createShapeMaker(profileNamed(name).topology(), { seed: 11 });
  const shapes = Array.from({ length: traces }, (_, index) => maker.make(index));
  const learned = learnTopology(shapes.map(traceOfShape), { keepValues });
  // As a user gets it: written to a file, and read again.
  const again = createShapeMaker(parseTopology(writeTopology(learned.topology), 'learned.yaml'), {
    seed: 12,
  });
  const made = Array.from({ length: traces }, (_, index) => again.make(index));
  return { learned, shapes, made };
}

const measure = (shapes: readonly Shape[], what: keyof Structure) =>
  shapes.map((shape) => structureOfShape(shape)[what]);
const failed = ({ status }: ShapeSpan) => status === 'error';
const values = (shapes: readonly Shape[], key: string) =>
  new Set(
    shapes.flatMap(({ spans }) =>
      spans.flatMap((span) => span.attributes.filter(([name]) => name === key).map(([, value]) => value)),
    ),
  );
const durations = (shapes: readonly Shape[], is: (span: ShapeSpan) => boolean) =>
  shapes.flatMap(({ spans }) => spans.filter(is).map(({ duration }) => duration));
const rate = (shapes: readonly Shape[], is: (span: ShapeSpan) => boolean) => {
  const spans = shapes.flatMap((shape) => shape.spans);
  return spans.filter(is).length / spans.length;
};

describe.each([
  ['demo', 1_000],
  ['hotrod', 400],
  ['async', 1_000],
  ['errors', 1_000],
  ['alibaba', 1_000],
  ['meta-ads', 200],
])('%s, learned from %i traces and made again', (name, count) => {
  const { shapes, made } = learnProfile(name, count);

  it.each(['size', 'depth', 'width', 'services'] as const)('has the same %s', (what) => {
    expect(distanceBetween(measure(shapes, what), measure(made, what))).toBeLessThan(0.07);
  });

  it('takes as long, as a whole', () => {
    expect(distanceBetween(measure(shapes, 'duration'), measure(made, 'duration'))).toBeLessThan(0.1);
  });
});

describe('what is learned of hotrod', () => {
  const { learned, shapes, made } = learnProfile('hotrod', 400);
  const { services } = learned.topology;

  it('are its services, with their operations', () => {
    expect(Object.keys(services).toSorted()).toEqual(['customer', 'driver', 'frontend', 'redis', 'route']);
    expect(services['redis']?.operations).toHaveProperty('GetDriver');
  });

  it('is how long each operation takes', () => {
    for (const name of ['SELECT customers', 'GetDriver', 'GET /route', 'compute shortest route']) {
      const is = (span: ShapeSpan) => span.name === name;
      expect([name, distanceBetween(durations(shapes, is), durations(made, is)) < 0.05]).toEqual([
        name,
        true,
      ]);
    }
  });

  it('are its routes, found together, and its drivers, asked one after the other', () => {
    const dispatch = services['frontend']?.operations['GET /dispatch'];
    expect(dispatch?.calls?.at(-1)).toMatchObject({ service: 'frontend', count: 10, repeat: 'parallel' });
    const find = services['driver']?.operations['driver.DriverService/FindNearest'];
    expect(find?.calls?.at(-1)).toMatchObject({
      repeat: 'sequential',
      onError: 'ignore',
      retry: { attempts: 3 },
    });
  });

  it('is how often a lookup fails, with the exception, and that it is tried again', () => {
    const [failure] = services['redis']?.operations['GetDriver']?.failures ?? [];
    expect(failure?.rate).toBeCloseTo(0.2, 1);
    expect(failure?.type).toBe('redis.TimeoutError');
    expect(rate(made, failed)).toBeCloseTo(rate(shapes, failed), 2);
  });
});

describe('the values of attributes', () => {
  it('are replaced by as many made-up ones', () => {
    const { shapes, made, learned } = learnProfile('hotrod', 400);
    const queries = values(shapes, 'db.query.text');
    expect(values(made, 'db.query.text').size).toBe(queries.size);
    expect(writeTopology(learned.topology)).not.toContain('SELECT * FROM');
    expect(writeTopology(learned.topology)).not.toContain('nonse=');
  });

  it('are kept when asked to', () => {
    const { shapes, made } = learnProfile('demo', 300, true);
    for (const key of ['demo.coin.side', 'demo.trigger.name', 'db.query.text']) {
      expect([key, values(made, key)]).toEqual([key, values(shapes, key)]);
    }
  });
});

describe('links and messages', () => {
  it('are learned: to a parent, and to other traces', () => {
    const { made } = learnProfile('async', 600);
    const consumers = made.flatMap(({ spans }) => spans.filter(({ kind }) => kind === 'CONSUMER'));
    expect(
      consumers.some(({ links, parent }) => links.some((link) => link.trace === 0 && link.span === parent)),
    ).toBe(true);
    expect(consumers.some(({ links }) => links.length > 5 && links.every((link) => link.trace < 0))).toBe(
      true,
    );
    const early = made.flatMap(({ spans }) =>
      spans.filter(({ kind, parent, start }) => {
        const sender = spans[parent];
        return kind === 'CONSUMER' && sender && start < sender.start + sender.duration - 1_000;
      }),
    );
    expect(early).toEqual([]);
  });
});

/** A trace of which only the part below its first span arrived. */
const withFirst = (kind: 'CLIENT' | 'SERVER') => {
  const shape = createShapeMaker(profileNamed('demo').topology()).make(0);
  const [, first, ...rest] = shape.spans.map((span) => ({ ...span, parent: Math.max(0, span.parent - 1) }));
  if (!first) throw new Error('the shape has one span only');
  const trace = traceOfShape({ ...shape, spans: [{ ...first, kind, parent: -1 }, ...rest] }, 1);
  return { ...trace, roots: trace.roots.map((root) => ({ ...root, orphan: true })) };
};

describe('traces whose first span names a parent that is not there', () => {
  it('are learned from when that span is a service’s own: its caller sends no spans', () => {
    expect(learnTopology([withFirst('SERVER')])).toMatchObject({ traces: 1, skipped: 0 });
  });

  it('are refused otherwise: their beginning is missing', () => {
    const cut = withFirst('CLIENT');
    expect(() => learnTopology([cut])).toThrow('Cannot learn a topology: of 1 traces none has its root');
  });
});
