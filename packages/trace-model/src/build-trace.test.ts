import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTrace, buildTraces } from './build-trace.ts';
import { drawSpans, drawTrace, emptySpan, TRACE_ID } from './draw-trace.ts';
import { microseconds } from './microseconds.ts';
import type { Span } from './span.ts';
import { linkedNode, linkedTraceIds, type Trace, type TraceNode } from './trace.ts';

const SHOP = `
  shop GET /cart        ==========
    shop GET              =====
      stock GET /items     ===
    shop render                 ==
`;

const outline = (trace: Trace): string[] =>
  trace.nodes.map(({ span, depth }) => `${'  '.repeat(depth)}${span.service} ${span.name}`);

const node = (trace: Trace, name: string): TraceNode => {
  const found = trace.nodes.find(({ span }) => span.name === name);
  if (!found) throw new Error(`There is no ${name}`);
  return found;
};

describe('buildTrace()', () => {
  it('makes the tree, whatever the order of the spans', () => {
    const trace = buildTrace(drawSpans(SHOP).toReversed());
    expect(outline(trace)).toEqual(['shop GET /cart', '  shop GET', '    stock GET /items', '  shop render']);
    expect(trace).toMatchObject({
      id: TRACE_ID,
      duration: 10_000,
      services: ['shop', 'stock'],
      errorCount: 0,
    });
    expect(trace.warnings).toEqual([]);
  });

  it('lasts until the last span has ended, also when that is after the root', () => {
    const trace = drawTrace(`
      server POST /runs  ====
        drain process         =====
    `);
    expect(trace.duration).toBe(10_000);
    expect(trace.roots[0]?.span.duration).toBe(4_000);
  });

  it('makes a span whose parent is missing a root, marked as an orphan, after the real root', () => {
    const spans = drawSpans(SHOP).filter(({ name }) => name !== 'GET');
    const trace = buildTrace(spans);
    expect(trace.roots.map(({ span, orphan }) => [span.name, orphan])).toEqual([
      ['GET /cart', false],
      ['GET /items', true],
    ]);
  });

  it('drops the second span of an id, and says so', () => {
    const spans = drawSpans(SHOP);
    const trace = buildTrace([...spans, ...spans.slice(2, 3)]);
    expect(trace.nodes).toHaveLength(4);
    expect(trace.warnings).toEqual(['stock GET /items: a second span of id 0000000000000003 was dropped']);
  });

  it('cuts a circle of parents at its earliest span, and shows every span once', () => {
    const trace = drawTrace(
      `
      a one    =====
        a two   ===
          a three ==
      `,
      { one: { parentSpanId: '0000000000000003' } },
    );
    expect(outline(trace)).toEqual(['a one', '  a two', '    a three']);
    expect(trace.warnings).toEqual(['a one: its parents form a circle, which was cut here']);
  });

  it('shows a span that is its own parent', () => {
    expect(buildTrace([emptySpan('0000000000000001', '0000000000000001')]).nodes).toHaveLength(1);
  });

  it('counts as self time what no child covers; children side by side count once', () => {
    const trace = drawTrace(`
      a root    ==========
        a left   =====
        a right    =====
        a late           ====
    `);
    expect(node(trace, 'root').selfTime).toBe(2_000);
    expect(node(trace, 'left').selfTime).toBe(5_000);
  });

  it('marks a child that only a different clock can have started so early, and leaves its time alone', () => {
    const trace = drawTrace(`
      a root           =====
        b early  ==
        b close       ====
    `);
    expect(node(trace, 'early').clockSkew).toBe(6_000);
    expect(node(trace, 'close').clockSkew).toBeUndefined();
    expect(node(trace, 'early').span.start).toBe(trace.start);
  });

  it('follows a link to a span of the same trace, and lists the other traces', () => {
    const other = 'f'.repeat(32);
    const links = [
      { traceId: TRACE_ID, spanId: '0000000000000001', attributes: {} },
      { traceId: other, spanId: '0000000000000001', attributes: {} },
    ];
    const trace = drawTrace(SHOP, { render: { links } });
    expect(links.map((link) => linkedNode(trace, link)?.span.name)).toEqual(['GET /cart', undefined]);
    expect(linkedTraceIds(trace)).toEqual([other]);
  });

  it('refuses spans of no trace or of two', () => {
    expect(() => buildTrace([])).toThrow('Cannot build a trace: there are no spans');
    const two = [emptySpan('01'), { ...emptySpan('02'), traceId: 'f'.repeat(32) }];
    expect(() => buildTrace(two)).toThrow('Cannot build a trace: spans are of');
    expect(buildTraces(two)).toHaveLength(2);
  });

  it('builds a chain of 20,000 spans', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) =>
      emptySpan(id(index + 1), index === 0 ? undefined : id(index)),
    );
    expect(buildTrace(chain).nodes.at(-1)?.depth).toBe(19_999);
  });

  it('shows every id once and leaves its input alone, whatever the spans', () => {
    fc.assert(
      fc.property(fc.array(wildSpan, { minLength: 1, maxLength: 30 }), (spans) => {
        const trace = buildTrace(deepFreeze(spans));
        const ids = trace.nodes.map(({ span }) => span.spanId);
        expect(new Set(ids)).toEqual(new Set(spans.map(({ spanId }) => spanId)));
        expect(ids).toHaveLength(new Set(ids).size);
      }),
    );
  });
});

const id = (value: number): string => value.toString(16).padStart(16, '0');

const wildSpan: fc.Arbitrary<Span> = fc
  .record({ own: fc.nat(20), parent: fc.option(fc.nat(25)), start: fc.nat(1_000), duration: fc.nat(1_000) })
  .map(({ own, parent, start, duration }) => ({
    ...emptySpan(id(own), parent === null ? undefined : id(parent)),
    start: microseconds(start),
    duration: microseconds(duration),
  }));

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
