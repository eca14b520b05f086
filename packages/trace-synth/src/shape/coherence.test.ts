/** What must hold in every trace, of every profile, with every seed. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { profileNamed, profiles } from '../profiles/index.ts';
import { createShapeMaker } from './shape-maker.ts';
import type { Shape, ShapeMaker, ShapeSpan } from './shape.ts';

/** `giant` has a test of its own: its traces are too large to make many. */
const names = profiles.map(({ name }) => name).filter((name) => name !== 'giant');
const LARGE = new Set(['wide', 'deep', 'meta-fetch', 'meta-raas', 'meta-ads']);
const SEEDS = [1, 2, -7, 4_000_000_000, 2 ** 40 + 3];

const makers = new Map<string, ShapeMaker>();
/** Every property is tried on the same traces: making them is what takes the time. */
const made = new Map<string, Shape>();

function shapeOf(profile: string, seed: number, index: number): Shape {
  const [ofMaker, ofShape] = [`${profile} ${seed}`, `${profile} ${seed} ${index}`];
  const maker = makers.get(ofMaker) ?? createShapeMaker(profileNamed(profile).topology(), { seed });
  makers.set(ofMaker, maker);
  const shape = made.get(ofShape) ?? maker.make(index);
  made.set(ofShape, shape);
  return shape;
}

const end = ({ start, duration }: ShapeSpan) => start + duration;
const attribute = ({ attributes }: ShapeSpan, name: string) => attributes.find(([key]) => key === name)?.[1];

/** A sentence for each span of which something does not hold. */
type Property = (span: ShapeSpan, index: number, shape: Shape) => string | false;

const withParents =
  (check: (span: ShapeSpan, parent: ShapeSpan) => boolean, fault: string): Property =>
  (span, _, { spans }) => {
    const parent = spans[span.parent];
    return parent !== undefined && !check(span, parent) && `${span.name} under ${parent.name} ${fault}`;
  };

const PROPERTIES: Readonly<Record<string, Property>> = {
  'has one root, and parents that stand before their children': ({ parent }, index) =>
    (parent < -1 || parent >= index || (parent === -1) !== (index === 0)) && `${index} has the parent ${parent}`,

  'has whole times, and no duration below 0': ({ start, duration }) =>
    (!Number.isSafeInteger(start) || !Number.isSafeInteger(duration) || start < 0 || duration < 0) &&
    `from ${start} for ${duration}`,

  'has children within their parents, or begun later and not waited for': withParents((span, parent) => {
    const within = span.start >= parent.start && end(span) <= end(parent);
    const detached = span.kind === 'CONSUMER' ? span.start >= end(parent) : span.name === 'warm cache';
    return within || (detached && span.start >= parent.start);
  }, 'lies outside'),

  'has an error type where there is an error, and nowhere else': (span) =>
    (span.status === 'error') !== (attribute(span, 'error.type') !== undefined) &&
    `${span.name} is ${span.status}, with error.type ${String(attribute(span, 'error.type'))}`,

  'has exceptions in spans that failed, with type, message and stack trace, while they ran': (span) =>
    span.events.some(
      ({ name, at, attributes }) =>
        name !== 'exception' ||
        attributes.map(([key]) => key).join() !== 'exception.type,exception.message,exception.stacktrace' ||
        span.status !== 'error' ||
        at < span.start ||
        at > end(span),
    ) && `${span.name} has ${JSON.stringify(span.events)}`,

  'has callers that know the status of what they called': withParents((span, parent) => {
    if (span.kind !== 'SERVER' || parent.kind !== 'CLIENT') return true;
    const same = ['http.response.status_code', 'rpc.response.status_code'].every(
      (key) => attribute(span, key) === attribute(parent, key),
    );
    return same && (span.status !== 'error' || parent.status === 'error');
  }, 'ended with another status'),

  'has each attribute once in a span': ({ name, attributes }) =>
    new Set(attributes.map(([key]) => key)).size !== attributes.length && `${name}: ${attributes.join(' ')}`,

  'has a host for each span, and links to spans that there are': ({ name, resource, links }, index, { resources, spans }) =>
    (!resources[resource] ||
      links.some((link) => (link.trace === 0 ? !spans[link.span] || link.span === index : link.span !== 0 || link.trace > 0))) &&
    `${name}: ${resource}, ${JSON.stringify(links)}`,
}; // prettier-ignore

describe.each(names)('a trace of %s', (name) => {
  afterAll(() => {
    made.clear();
    makers.clear();
  });

  it.each(Object.entries(PROPERTIES))('%s', { timeout: 60_000 }, (_, property) => {
    const faults = (seed: number, index: number) => {
      const shape = shapeOf(name, seed, index);
      return shape.spans.flatMap((span, at) => property(span, at, shape) || []);
    };
    fc.assert(
      fc.property(fc.constantFrom(...SEEDS), fc.nat(100_000), (seed, index) => {
        expect(faults(seed, index)).toEqual([]);
      }),
      { numRuns: LARGE.has(name) ? 8 : 80, seed: 1 },
    );
  });

  it('has durations that are own time and that of the calls that were waited for', () => {
    const { spans } = shapeOf(name, 1, 3);
    const busy = new Map<ShapeSpan, number>();
    const upTo = new Map<ShapeSpan, number>();
    for (const span of spans.toSorted((a, b) => a.start - b.start)) {
      const parent = spans[span.parent];
      if (!parent || end(span) > end(parent)) continue;
      const from = Math.max(span.start, upTo.get(parent) ?? 0);
      busy.set(parent, (busy.get(parent) ?? 0) + Math.max(0, end(span) - from));
      upTo.set(parent, Math.max(end(span), upTo.get(parent) ?? 0));
    }
    expect([...busy].filter(([parent, time]) => time > parent.duration)).toEqual([]);
  });

  it('is the same for the same seed and number, in any order, and another for another', () => {
    const topology = profileNamed(name).topology();
    const [one, other] = [createShapeMaker(topology, { seed: 5 }), createShapeMaker(topology, { seed: 5 })];
    other.make(1);
    const third = JSON.stringify(one.make(3));
    expect(JSON.stringify(other.make(3))).toBe(third);
    expect(JSON.stringify({ resources: one.make(3).resources, spans: [...one.stream(3).spans()] })).toBe(
      third,
    );
    expect(JSON.stringify(createShapeMaker(topology, { seed: 6 }).make(3))).not.toBe(third);
  });
});

describe('clock skew', () => {
  const MAX = 5_000_000;
  const topology = profileNamed('hotrod').topology();
  const [straight, skewed] = [
    createShapeMaker(topology),
    createShapeMaker(topology, { clockSkewNanos: MAX }),
  ];

  it('moves all spans and events of a host by the same time, up to the most that was asked for', () => {
    const [right, wrong] = [straight.make(4), skewed.make(4)];
    const skews = wrong.resources.map(({ skewNanos = NaN }) => skewNanos);
    expect(new Set(skews).size).toBe(skews.length);
    expect(skews.every((skew) => Math.abs(skew) <= MAX)).toBe(true);
    const back = wrong.spans.map((span) => {
      const skew = skews[span.resource] ?? NaN;
      const events = span.events.map((event) => ({ ...event, at: event.at - skew }));
      return { ...span, start: span.start - skew, events };
    });
    expect(back).toEqual(right.spans);
  });

  it('is the same for a host in every trace', () => {
    const skews = new Map<unknown, Set<number | undefined>>();
    for (let index = 0; index < 50; index += 1) {
      for (const { attributes, skewNanos } of skewed.make(index).resources) {
        const id = attributes.find(([key]) => key === 'service.instance.id')?.[1];
        skews.set(id, (skews.get(id) ?? new Set()).add(skewNanos));
      }
    }
    expect([...skews.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });
});

describe('a giant trace', () => {
  it('is made in bounded memory: a million spans, while they are read', { timeout: 120_000 }, () => {
    const topology = profileNamed('giant').topology();
    const { statistics } = topology;
    if (!statistics) throw new Error('giant has no statistics');
    const traces = statistics.traces.filter(([size]) => size === 1_000_000);
    const maker = createShapeMaker({ ...topology, statistics: { ...statistics, traces } });
    const before = process.memoryUsage().arrayBuffers;
    const shape = maker.stream(0);
    let [read, latest, most, strays] = [0, 0, 0, 0];
    for (const span of shape.spans()) {
      if (span.parent >= read) strays += 1;
      read += 1;
      latest = Math.max(latest, end(span));
      if (read % 100_000 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect({ size: shape.size, read, strays }).toEqual({ size: 1_000_000, read: 1_000_000, strays: 0 });
    expect(Number.isSafeInteger(latest)).toBe(true);
    expect(most).toBeLessThan(100 * 2 ** 20);
  });
});
