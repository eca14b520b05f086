import { buildTrace, criticalPath as modelPath, fromOtlpJson, type Trace } from '@tracewalk/trace-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTraces } from '../../decode/encode-otlp.ts';
import type { OtlpSpan, TracesData } from '../../decode/otlp-types.ts';
import { Store } from '../../store/store.ts';
import { largeTraceId, largeTraceRequests } from '../../testing/large-traces.ts';
import { ODD_TRACES } from '../../testing/odd-traces.ts';
import { SpanFlag } from './answers.ts';
import { clockSkews, criticalPath } from './critical-path.ts';
import { readColumns } from './span-columns.ts';
import { buildTree, type TraceTree } from './trace-tree.ts';

const TRACE_ID = 'c'.repeat(32);
const BEGIN = 1_795_255_200_000_000n;

function treeOf(data: TracesData, traceId: string): TraceTree {
  // Small, or most of the time would go into making room.
  const store = new Store(256 * 1024);
  store.add(encodeTraces(data), 'otlp-http');
  return buildTree(readColumns(store, store.findTrace(traceId)));
}

const idAt = ({ spanHigh, spanLow }: TraceTree, index: number): string =>
  [spanHigh, spanLow].map((half) => half[index]?.toString(16).padStart(8, '0')).join('');
const indexes = (tree: TraceTree): number[] => Array.from({ length: tree.count }, (_, index) => index);
const flagged = (tree: TraceTree, flag: number): string[] =>
  indexes(tree)
    .filter((index) => ((tree.flags[index] ?? 0) & flag) !== 0)
    .map((index) => idAt(tree, index));

/** Spans of a few ids, so that parents are missing, form circles, or are their own. */
const someSpans = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    parent: fc.integer({ min: 0, max: 14 }),
    start: fc.integer({ min: 0, max: 9 }).map((tenth) => tenth * 400),
    duration: fc.integer({ min: -1, max: 9 }).map((tenth) => tenth * 300),
    kind: fc.integer({ min: 0, max: 5 }),
    name: fc.constantFrom('a', 'b'),
  }),
  { minLength: 1, maxLength: 12, selector: ({ id }) => id },
);

const hexId = (id: number): string => id.toString(16).padStart(16, '0');

type SomeSpan = typeof someSpans extends fc.Arbitrary<(infer T)[]> ? T : never;

const toTraces = (spans: SomeSpan[]): TracesData => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'some' } }] },
      scopeSpans: [{ spans: spans.map(toOtlp) }],
    },
  ],
});

const toOtlp = ({ id, parent, start, duration, kind, name }: SomeSpan): OtlpSpan => ({
  traceId: TRACE_ID,
  spanId: hexId(id),
  ...(parent > 0 && { parentSpanId: hexId(parent) }),
  name,
  kind,
  startTimeUnixNano: String((BEGIN + BigInt(start)) * 1_000n),
  endTimeUnixNano: String((BEGIN + BigInt(start + duration)) * 1_000n),
});

/** What both sides can be compared by. */
const facts = (trace: Trace) => ({
  order: trace.nodes.map(({ span, depth }) => `${depth} ${span.spanId}`),
  orphans: trace.nodes.filter(({ orphan }) => orphan).map(({ span }) => span.spanId),
  circles: trace.warnings.filter((warning) => warning.includes('circle')).length,
  skews: trace.nodes.flatMap(({ span, clockSkew }) =>
    clockSkew === undefined ? [] : [[span.spanId, clockSkew]],
  ),
  path: modelPath(trace).map(({ node, start, end }) => [
    node.span.spanId,
    start - trace.start,
    end - trace.start,
  ]),
  duration: trace.duration,
});

function treeFacts(tree: TraceTree): unknown {
  const flat = clockSkews(tree);
  return {
    order: indexes(tree).map((index) => `${tree.depth[index]} ${idAt(tree, index)}`),
    orphans: flagged(tree, SpanFlag.orphan),
    circles: flagged(tree, SpanFlag.cut).length,
    skews: Array.from({ length: flat.length / 2 }, (_, pair) => [
      idAt(tree, flat[pair * 2] ?? 0),
      flat[pair * 2 + 1] ?? 0,
    ]),
    path: segmentsOf(tree),
    duration: tree.end - tree.begin,
  };
}

function segmentsOf(tree: TraceTree): (string | number)[][] {
  const path = criticalPath(tree);
  const segments: (string | number)[][] = [];
  let [index, time] = [0, (tree.start[0] ?? 0) - tree.begin];
  for (let at = 0; at < path.length; at += 2) {
    index += path[at] ?? 0;
    const end = time + (path[at + 1] ?? 0);
    segments.push([idAt(tree, index), time, end]);
    time = end;
  }
  return segments;
}

describe('the tree of a trace', () => {
  it('is that of the trace model, whatever the spans: order, orphans, circles, critical path, clock skew', () => {
    fc.assert(
      fc.property(someSpans, (spans) => {
        const data = toTraces(spans);
        expect(treeFacts(treeOf(data, TRACE_ID))).toEqual(facts(buildTrace(fromOtlpJson(data))));
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it.each(['deep', 'cyclic', 'oddTimes', 'hoursApart', 'manyServices'] as const)(
    'is that of the trace model for the odd trace %s',
    (name) => {
      const { data, traceId } = ODD_TRACES[name];
      expect(treeFacts(treeOf(data, traceId))).toEqual(facts(buildTrace(fromOtlpJson(data))));
    },
  );

  it('shows every span of 200,000 once, each parent before its children', () => {
    const store = new Store(1024 * 1024 * 1024);
    for (const request of largeTraceRequests({ spans: 200_000 })) store.add(request, 'otlp-http');
    const tree = buildTree(readColumns(store, store.findTrace(largeTraceId())));
    expect(tree.count).toBe(200_000);
    expect(new Set(tree.address).size).toBe(200_000);
    expect(tree.parent.every((parent, index) => parent < index)).toBe(true);
    expect(tree.size[0]).toBe(200_000);
  }, 60_000);

  it("makes a server that shares its client's id the client's child, with the children of both", () => {
    const spans: SomeSpan[] = [
      { id: 1, parent: 0, start: 0, duration: 3_000, kind: 3, name: 'a' },
      { id: 1, parent: 0, start: 400, duration: 2_000, kind: 2, name: 'b' },
      { id: 2, parent: 1, start: 800, duration: 900, kind: 1, name: 'a' },
    ];
    const tree = treeOf(toTraces(spans), TRACE_ID);
    expect([...tree.depth]).toEqual([0, 1, 2]);
    expect([...tree.kind]).toEqual([3, 2, 1]);
    expect(flagged(tree, SpanFlag.sameId)).toEqual([]);
  });

  it('shows a span once that came twice, and marks another that has its id', () => {
    const one: SomeSpan = { id: 1, parent: 0, start: 0, duration: 900, kind: 1, name: 'a' };
    const tree = treeOf(toTraces([one, one, { ...one, name: 'b' }]), TRACE_ID);
    expect(tree.count).toBe(2);
    expect(tree.repeated).toBe(1);
    expect(flagged(tree, SpanFlag.sameId)).toHaveLength(1);
  });
});
