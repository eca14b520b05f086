import { buildTrace, type Span } from '@tracewalk/trace-model';
import { describe, expect, it } from 'vitest';
import { checkTrace } from './check-contract.ts';
import type { Contract, RequiredSpan, SpanPattern } from './contract.ts';
import { CONTRACTS } from './contracts.ts';
import { drawnSpans } from './drawn-trace.ts';
import { goodTraces } from './good-traces.ts';
import { describe as describeSpan, findSpans } from './match.ts';

const good = (contract: Contract): Span[] => goodTraces().get(contract.title) ?? [];

const check = (contract: Contract, spans: Span[]): string[] => checkTrace(contract, buildTrace(spans));

/** The spans, with those that fit the pattern changed. */
function change(spans: Span[], pattern: SpanPattern, how: (span: Span) => Partial<Span>): Span[] {
  const ids = new Set(findSpans(buildTrace(spans), pattern).map(({ span }) => span.spanId));
  expect(ids.size, `${describeSpan(pattern)} in the good trace`).toBeGreaterThan(0);
  return spans.map((span) => (ids.has(span.spanId) ? { ...span, ...how(span) } : span));
}

const withAttributes = (attributes: Span['attributes']) => (span: Span) => ({
  attributes: { ...span.attributes, ...attributes },
});

const without = (key: string) => (span: Span) => ({
  attributes: Object.fromEntries(Object.entries(span.attributes).filter(([each]) => each !== key)),
});

describe.each(CONTRACTS)('the contract: $title', (contract) => {
  const callees = contract.edges.map(({ callee }) => callee);
  const named: RequiredSpan[] = [...callees, ...contract.spans];
  const attributes = [contract.root, ...contract.spans].flatMap((span) =>
    Object.keys(span.attributes ?? {}).map((key) => ({ span, key })),
  );
  const exported = [
    ...contract.edges.map(({ callee, calleeExport }) => ({ span: callee, by: calleeExport })),
    ...[contract.root, ...contract.spans].flatMap((span) => (span.export ? [{ span, by: span.export }] : [])),
  ];

  it('is kept by the trace that the system makes', () => {
    expect(check(contract, good(contract))).toEqual([]);
  });

  it('is kept also where the backend does not tell how spans came, or has words of its own', () => {
    const silent = good(contract).map((span) => ({ ...span, ...without('internal.span.format')(span) }));
    expect(check(contract, silent)).toEqual([]);
    const other = withAttributes({ 'internal.span.format': 'otlp' });
    const wordy = good(contract).map((span) => ({ ...span, ...other(span) }));
    expect(check(contract, wordy)).toEqual([]);
  });

  it('is broken by a trace that begins otherwise', () => {
    const faults = check(
      contract,
      change(good(contract), contract.root, () => ({ name: 'something else' })),
    );
    expect(faults[0]).toMatch(/^The trace begins with .*something else, not with /);
  });

  it('notices each span that is missing', () => {
    for (const pattern of named) {
      const spans = change(good(contract), pattern, () => ({ name: 'something else' }));
      expect(check(contract, spans)).toContain(`There is no ${describeSpan(pattern)}.`);
    }
  });

  it('notices each span of another kind', () => {
    for (const pattern of named) {
      const kind = pattern.kind === 'INTERNAL' ? 'CONSUMER' : 'INTERNAL';
      const spans = change(good(contract), pattern, () => ({ kind }));
      expect(check(contract, spans)).toContain(`There is no ${describeSpan(pattern)}.`);
    }
  });

  it('notices each call that comes from elsewhere', () => {
    for (const { caller, callerKind, callee } of contract.edges) {
      const spans = good(contract);
      const [called] = findSpans(buildTrace(spans), callee);
      const elsewhere = spans.map((span) =>
        span.spanId === called?.span.parentSpanId ? { ...span, kind: 'INTERNAL' as const } : span,
      );
      expect(check(contract, elsewhere)).toContain(
        `${describeSpan(callee)} is not the child of a ${callerKind} span of ${caller}.`,
      );
    }
  });

  it('notices each context format that is another, or is not told', () => {
    for (const { caller, callee, format } of contract.edges) {
      const other = format === 'b3' ? 'tracecontext' : 'b3';
      const sent = change(good(contract), callee, withAttributes({ 'demo.propagation.format': other }));
      expect(check(contract, sent)).toEqual([
        `${describeSpan(callee)} had its trace context from ${caller} as ${other}, not as ${format}.`,
      ]);
      expect(check(contract, change(good(contract), callee, without('demo.propagation.format')))).toEqual([
        `${describeSpan(callee)} does not say in which format ${caller} sent the trace context.`,
      ]);
    }
  });

  it('notices each span that is exported by another protocol', () => {
    for (const { span, by } of exported) {
      const other = by === 'zipkin' ? 'otlp-http' : 'zipkin';
      const spans = change(good(contract), span, withAttributes({ 'internal.span.format': other }));
      expect(check(contract, spans)).toEqual([
        `${describeSpan(span)} was exported by ${other}, not by ${by}.`,
      ]);
    }
  });

  it('notices each attribute that is missing or has another value', () => {
    for (const { span, key } of attributes) {
      expect(check(contract, change(good(contract), span, without(key)))).toEqual([
        `${describeSpan(span)} has no attribute ${key}.`,
      ]);
      const faults = check(contract, change(good(contract), span, withAttributes({ [key]: '' })));
      expect(faults).toEqual([expect.stringMatching(`has ${key} , not`)]);
    }
  });

  it('notices each link that is missing', () => {
    for (const { callee, caller } of contract.edges.filter(({ linked }) => linked)) {
      expect(
        check(
          contract,
          change(good(contract), callee, () => ({ links: [] })),
        ),
      ).toEqual([`${describeSpan(callee)} has no link to the span of ${caller} that is its parent.`]);
    }
    for (const span of [contract.root, ...contract.spans].filter(({ linksTo }) => linksTo)) {
      expect(
        check(
          contract,
          change(good(contract), span, () => ({ links: [] })),
        ),
      ).toEqual([`${describeSpan(span)} has no link to another trace.`]);
    }
  });

  it('notices what the story must not show', () => {
    for (const pattern of contract.forbidden ?? []) {
      const spans = good(contract);
      const [extra] = drawnSpans(`${pattern.service} ${pattern.kind} ${String(pattern.name)}`);
      if (!extra) throw new Error('Cannot draw the span');
      spans.push({ ...extra, traceId: spans[0]?.traceId ?? '', parentSpanId: spans[0]?.spanId });
      expect(check(contract, spans)).toEqual([`There is ${describeSpan(pattern)}, which must not be there.`]);
    }
  });
});

describe('the contracts', () => {
  it('do not keep one another', () => {
    for (const contract of CONTRACTS) {
      for (const other of CONTRACTS.filter((each) => each !== contract)) {
        expect(check(contract, good(other)), `${other.title} as ${contract.title}`).not.toEqual([]);
      }
    }
  });

  it('tell the three stories', () => {
    expect(new Set(CONTRACTS.map(({ story }) => story))).toEqual(new Set(['request', 'job', 'event']));
  });
});
