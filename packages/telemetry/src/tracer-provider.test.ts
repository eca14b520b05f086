import { type Context, context, propagation, ROOT_CONTEXT, trace, TraceFlags } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { breakTelemetry, type TelemetryFaults } from './faults.ts';
import { breakableProvider } from './tracer-provider.ts';

const PARENT = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };
const CALLED = trace.setSpanContext(ROOT_CONTEXT, PARENT);

const baggage = (attendee: string): Context =>
  propagation.setBaggage(CALLED, propagation.createBaggage({ attendee: { value: attendee } }));

const provider = (exporter: InMemorySpanExporter) =>
  new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });

const faults = (what: Partial<TelemetryFaults>) => {
  const none: TelemetryFaults = {
    concern: () => true,
    isUnsampled: () => false,
    clockSkew: () => 0,
    isMissent: () => false,
    isUninstrumented: () => false,
    isB3Only: () => false,
  };
  breakTelemetry({ ...none, ...what });
};

const names = (exporter: InMemorySpanExporter) => exporter.getFinishedSpans().map(({ name }) => name);

describe('a provider that can be broken', () => {
  let spans: InMemorySpanExporter;
  let elsewhere: InMemorySpanExporter;
  const tracer = () => breakableProvider(provider(spans), () => provider(elsewhere)).getTracer('test');

  beforeEach(() => {
    [spans, elsewhere] = [new InMemorySpanExporter(), new InMemorySpanExporter()];
  });
  afterEach(() => breakTelemetry(undefined));

  it('makes the spans of its own provider, and runs what is in them with them active', () => {
    const own = tracer();
    own.startSpan('plain', {}, CALLED).end();
    const result = own.startActiveSpan('active', {}, CALLED, (span) => {
      expect(trace.getActiveSpan()).toBe(span);
      own.startActiveSpan('inner', (inner) => inner.end());
      span.end();
      return 7;
    });

    expect(result).toBe(7);
    expect(names(spans)).toEqual(['plain', 'inner', 'active']);
    const [plain, inner, active] = spans.getFinishedSpans();
    expect(plain?.parentSpanContext).toEqual(PARENT);
    expect(inner?.parentSpanContext?.spanId).toBe(active?.spanContext().spanId);
  });

  it('asks no more than whether a context is concerned', () => {
    const asked = vi.fn<() => boolean>(() => true);
    faults({ concern: () => false, isUnsampled: asked, isMissent: asked });
    tracer().startSpan('plain', {}, CALLED).end();

    expect(asked).not.toHaveBeenCalled();
    expect(names(spans)).toEqual(['plain']);
  });

  it.each(['anna', 'Zoë_1'])('says on a span that it is of the attendee %s', (attendee) => {
    tracer().startSpan('mine', {}, baggage(attendee)).end();
    expect(spans.getFinishedSpans()[0]?.attributes).toEqual({ 'demo.attendee': attendee });
  });

  it.each(['', 'a b', '<b>', 'x'.repeat(65)])(
    'says nothing of the attendee %j, which is no name',
    (attendee) => {
      tracer().startSpan('mine', {}, baggage(attendee)).end();
      expect(spans.getFinishedSpans()[0]?.attributes).toEqual({});
    },
  );

  it('does not record a span that is not sampled, and passes the trace on with that decision', () => {
    faults({ isUnsampled: () => true });
    const span = tracer().startSpan('unsampled', {}, CALLED);
    span.end();

    expect(span.isRecording()).toBe(false);
    expect(span.spanContext()).toMatchObject({ traceId: PARENT.traceId, traceFlags: TraceFlags.NONE });
    expect(span.spanContext().spanId).not.toBe(PARENT.spanId);
    expect(names(spans)).toEqual([]);
    const root = tracer().startSpan('root', { root: true }, CALLED).spanContext();
    expect(root.traceId).not.toBe(PARENT.traceId);
  });

  it('makes a span that is missent with another provider, in the same trace', () => {
    faults({ isMissent: () => true });
    tracer().startSpan('missent', {}, CALLED).end();

    expect(names(spans)).toEqual([]);
    expect(names(elsewhere)).toEqual(['missent']);
    expect(elsewhere.getFinishedSpans()[0]?.spanContext().traceId).toBe(PARENT.traceId);
  });

  it.each([5_000, -1_500.5, 0.25])('shifts all times of a span by %d ms, and leaves its duration', (skew) => {
    faults({ clockSkew: () => skew });
    const begin = Date.now();
    const span = context.with(CALLED, () => tracer().startSpan('skewed', { startTime: begin }));
    span.addEvent('early', begin + 1);
    span.addEvent('late', { n: 1 }, begin + 2);
    span.end(begin + 10);

    const [found] = spans.getFinishedSpans();
    const ms = ([seconds = 0, nanos = 0]: readonly number[] = []) =>
      (seconds - begin / 1_000) * 1_000 + nanos / 1e6;
    expect(ms(found?.startTime)).toBeCloseTo(skew, 1);
    expect(ms(found?.endTime)).toBeCloseTo(skew + 10, 1);
    expect(found?.events.map(({ time }) => Math.round(ms(time) - skew))).toEqual([1, 2]);
    expect(found?.startTime[1]).toBeGreaterThanOrEqual(0);
  });
});
