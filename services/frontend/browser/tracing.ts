/**
 * OpenTelemetry in the browser: the load of the page, each fetch, and what a person did.
 *
 * It is loaded by itself, after the page: where a blocker keeps it out, the page does all it does, and its traces begin at
 * frontend instead of at the click.
 */
import {
  type Context,
  context,
  defaultTextMapGetter,
  propagation,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { DocumentLoadInstrumentation } from '@opentelemetry/instrumentation-document-load';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type SpanProcessor,
  StackContextManager,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import type { TraceAction } from './action.ts';
import { find } from './elements.ts';

/** Whoever clicked waits for the trace. */
const SEND_AFTER_MS = 200;
/** Neither the sending of spans nor the drawing of a trace is part of a trace. */
const NOT_TRACED = [/\/v1\/traces$/, /\/api\/traces\//];

const baggagePropagator = new W3CBaggagePropagator();

/** Starts it, and returns how an action gets a span. */
export function startTracing(): TraceAction {
  const exporter = new OTLPTraceExporter({ url: new URL('/v1/traces', location.href).href });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'frontend-page', 'service.namespace': 'tracewalk' }),
    spanProcessors: [
      namesAttendee,
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: SEND_AFTER_MS }),
    ],
  });
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new StackContextManager().enable());
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), baggagePropagator] }),
  );
  registerInstrumentations({
    instrumentations: [
      // Its parent is the request for the page: <meta name="traceparent">.
      new DocumentLoadInstrumentation({ ignoreNetworkEvents: true }),
      new FetchInstrumentation({ ignoreUrls: NOT_TRACED, ignoreNetworkEvents: true }),
    ],
  });
  return traceAction;
}

const tracer = trace.getTracer('page');

const traceAction: TraceAction = async (name, act) => {
  const own = ownContext();
  const span = tracer.startSpan(name, {}, own);
  const withSpan = trace.setSpan(own, span);
  // After an await the context is lost, so each call that belongs to the action is made through this.
  const tracedFetch: typeof fetch = (input, init) => context.with(withSpan, () => fetch(input, init));
  try {
    const result = await act(tracedFetch);
    return { result, traceId: span.spanContext().traceId };
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
    throw error;
  } finally {
    span.end();
  }
};

/** With the baggage that the server has put into the page: who somebody is, and which faults their requests have. */
function ownContext(): Context {
  const baggage = find<HTMLMetaElement>('meta[name="baggage"]')?.content;
  return baggagePropagator.extract(ROOT_CONTEXT, { baggage }, defaultTextMapGetter);
}

/** As the services do. The page's load is no action, and so has no baggage in its own context. */
const namesAttendee: SpanProcessor = {
  onStart: (span) => {
    const attendee = propagation.getBaggage(ownContext())?.getEntry('attendee')?.value;
    if (attendee !== undefined) span.setAttribute('demo.attendee', attendee);
  },
  onEnd: () => undefined,
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};
