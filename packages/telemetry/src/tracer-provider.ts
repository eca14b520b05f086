/**
 * Stands between the API and the SDK's own provider, and passes everything on. It adds whose request a span is part of
 * (`demo.attendee`), and is where spans go wrong when a fault of telemetry is set (faults.ts).
 */
import {
  type Context,
  context,
  type HrTime,
  type Span,
  type SpanOptions,
  type TimeInput,
  trace,
  TraceFlags,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { addHrTimes, hrTime, isTimeInput, timeInputToHrTime } from '@opentelemetry/core';
import { RandomIdGenerator } from '@opentelemetry/sdk-trace';
import { attendeeOf } from './attendee.ts';
import { DEMO_ATTENDEE } from './attributes.ts';
import { faultsIn, type TelemetryFaults } from './faults.ts';
import { serviceName } from './service-name.ts';

/** @param missent makes the provider whose exporter has a wrong endpoint, when it is needed for the first time. */
export function breakableProvider(own: TracerProvider, missent: () => TracerProvider): TracerProvider {
  let elsewhere: TracerProvider | undefined;
  return {
    getTracer: (...scope) => {
      const tracer = own.getTracer(...scope);
      return new BreakableTracer(tracer, () => (elsewhere ??= missent()).getTracer(...scope));
    },
  };
}

class BreakableTracer implements Tracer {
  readonly #own: Tracer;
  readonly #missent: () => Tracer;

  constructor(own: Tracer, missent: () => Tracer) {
    this.#own = own;
    this.#missent = missent;
  }

  startSpan(name: string, options?: SpanOptions, parent: Context = context.active()): Span {
    const faults = faultsIn(parent);
    const span = faults
      ? this.#startBroken(faults, name, options, parent)
      : this.#own.startSpan(name, options, parent);
    const attendee = attendeeOf(parent);
    return attendee === undefined ? span : span.setAttribute(DEMO_ATTENDEE, attendee);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...rest: unknown[]): ReturnType<F> {
    const run = rest.pop() as F;
    const [options, parent = context.active()] = rest as [SpanOptions?, Context?];
    const span = this.startSpan(name, options, parent);
    return context.with(trace.setSpan(parent, span), run as (span: Span) => ReturnType<F>, undefined, span);
  }

  #startBroken(faults: TelemetryFaults, name: string, options: SpanOptions = {}, parent: Context): Span {
    const service = serviceName();
    const origin = options.root ? trace.deleteSpan(parent) : parent;
    if (faults.isUnsampled(service, origin)) return unsampled(origin);
    const tracer = faults.isMissent(service, parent) ? this.#missent() : this.#own;
    const skew = faults.clockSkew(service, parent);
    return skew === 0
      ? tracer.startSpan(name, options, parent)
      : startSkewed(tracer, name, options, parent, skew);
  }
}

const ids = new RandomIdGenerator();

/** What an SDK makes of a span that its sampler does not want: ids that travel on, and the flag that says no. */
function unsampled(parent: Context): Span {
  const { traceId = ids.generateTraceId(), traceState } = trace.getSpanContext(parent) ?? {};
  return trace.wrapSpanContext({
    traceId,
    spanId: ids.generateSpanId(),
    traceFlags: TraceFlags.NONE,
    ...(traceState && { traceState }),
  });
}

/** All its times are what the wrong clock shows. */
function startSkewed(
  tracer: Tracer,
  name: string,
  options: SpanOptions,
  parent: Context,
  skew: number,
): Span {
  const shifted = (time?: TimeInput) =>
    addHrTimes(time === undefined ? hrTime() : timeInputToHrTime(time), toHrTime(skew));
  const span = tracer.startSpan(name, { ...options, startTime: shifted(options.startTime) }, parent);
  const end = span.end.bind(span);
  const addEvent = span.addEvent.bind(span);
  span.end = (time) => end(shifted(time));
  span.addEvent = (event, attributes, time) =>
    isTimeInput(attributes)
      ? addEvent(event, shifted(attributes))
      : addEvent(event, attributes, shifted(time));
  return span;
}

/** Whole seconds rounded down, also of a negative time: what is left over, in ns, must not be negative. */
function toHrTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
