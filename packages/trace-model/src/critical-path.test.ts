import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criticalPath } from './critical-path.ts';
import { DRAWN_AT, drawTrace, emptySpan } from './draw-trace.ts';
import { buildTrace } from './build-trace.ts';
import { microseconds } from './microseconds.ts';
import { spanEnd, type Span } from './span.ts';

/** The path as a line: each column a millisecond, with the first letter of the span that was waited for. */
const pathOf = (drawing: string, shape: Record<string, Partial<Span>> = {}): string =>
  criticalPath(drawTrace(drawing, shape))
    .map(({ node, start, end }) => (node.span.name[0] ?? '').repeat((end - start) / 1_000))
    .join('');

describe('criticalPath()', () => {
  it('is the span itself when it has no children', () => {
    expect(pathOf('a root ====')).toBe('rrrr');
  });

  it('goes through children one after the other, and through their children', () => {
    expect(
      pathOf(`
        a root      ==========
          a first    ===
            a inner   =
          a second       ====
      `),
    ).toBe('rfifrssssr');
  });

  it('takes, of children side by side, the one that ended last', () => {
    expect(
      pathOf(`
        a root      ==========
          a short    ===
          a long     ======
      `),
    ).toBe('rllllllrrr');
  });

  it('goes on, before the child that ended last, with the one that ended before that began', () => {
    expect(
      pathOf(`
        a root      ==========
          a first    ====
          a second     ===
          a third         ===
      `),
    ).toBe('rrrssstttr');
  });

  it('leaves out what began after the parent had answered', () => {
    expect(
      pathOf(`
        a root      ====
          a child    ==
          b later        =====
      `),
    ).toBe('rccr');
  });

  it('cuts a child that ends a little after its parent: its response was read by then', () => {
    expect(
      pathOf(`
        a root      =====
          b served   ======
      `),
    ).toBe('rssss');
  });

  it('does not wait for a consumer that goes on after its sender', () => {
    const drawing = `
      a root       =====
        b consumer  =======
        a work       ==
    `;
    expect(pathOf(drawing, { consumer: { kind: 'CONSUMER' } })).toBe('rrwwr');
  });

  it('stays within the parent when a child started too early for its clock', () => {
    expect(
      pathOf(`
        a root         =====
          b early    ====
      `),
    ).toBe('eerrr');
  });

  it('is nothing for a root without duration', () => {
    expect(pathOf('a root |')).toBe('');
  });

  it('fills the duration of the root without a gap or an overlap, whatever the spans', () => {
    fc.assert(
      fc.property(fc.array(wildSpan, { maxLength: 25 }), (others) => {
        const root = { ...emptySpan(id(0)), duration: microseconds(500) };
        const spans = [root, ...others];
        const trace = buildTrace(spans);
        const path = criticalPath(trace);
        const first = trace.roots[0]?.span ?? root;
        let upTo: number = first.start;
        for (const { start, end } of path) {
          expect(start).toBe(upTo);
          expect(end).toBeGreaterThan(start);
          upTo = end;
        }
        expect(upTo).toBe(spanEnd(first));
      }),
    );
  });
});

const id = (value: number): string => value.toString(16).padStart(16, '0');

const wildSpan: fc.Arbitrary<Span> = fc
  .record({
    own: fc.integer({ min: 1, max: 25 }),
    parent: fc.nat(25),
    start: fc.nat(600),
    duration: fc.nat(400),
  })
  .map(({ own, parent, start, duration }) => ({
    ...emptySpan(id(own), id(parent)),
    start: microseconds(DRAWN_AT + start),
    duration: microseconds(duration),
  }));
