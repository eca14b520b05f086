/**
 * Makes numbered traces at a steady rate and sends them until all is accepted. Each trace has three spans, one for each
 * way into the Collector: OTLP/HTTP, OTLP/gRPC, Zipkin.
 *
 *     node main.ts <traces a second> <OTLP/HTTP URL> <OTLP/gRPC URL> <Zipkin URL>
 *
 * A line `start` on its input starts it, a line `stop` (or the end of the input) stops it. On its output is a line of
 * JSON for each trace that is accepted as a whole, and one each second that says how far it is.
 */
import { createInterface } from 'node:readline';
import { ROOT_CONTEXT, trace, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as HttpExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { ZipkinExporter } from '@opentelemetry/exporter-zipkin';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOnSampler,
  type ReadableSpan,
  type SpanExporter,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { DEMO_SEQUENCE_NUMBER } from '@tracewalk/telemetry';
import { UntilAccepted } from './until-accepted.ts';

const [rate = '10', otlpHttp = '', otlpGrpc = '', zipkin = ''] = process.argv.slice(2);
const exporters: Record<string, SpanExporter> = {
  'no-loss-otlp-http': new HttpExporter({ url: `${otlpHttp}/v1/traces` }),
  'no-loss-otlp-grpc': new GrpcExporter({ url: otlpGrpc }),
  'no-loss-zipkin': new ZipkinExporter({ url: `${zipkin}/api/v2/spans` }),
};
const processors = Object.values(exporters).map((exporter) => new UntilAccepted(exporter, onAccepted));
const tracers = Object.keys(exporters).map((service, index): Tracer => {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    sampler: new AlwaysOnSampler(), // these traces are counted, whatever OTEL_TRACES_SAMPLER says
    spanProcessors: processors.slice(index, index + 1),
  });
  return provider.getTracer('no-loss');
});

let made = 0;
let accepted = 0;
/** How many spans of each trace are not accepted yet. */
const missing = new Map<string, number>();

/** One span in each service, each the child of the one before. */
function makeTrace(): void {
  const attributes = { [DEMO_SEQUENCE_NUMBER]: ++made };
  let context = ROOT_CONTEXT;
  const spans = tracers.map((tracer) => {
    const span = tracer.startSpan('be counted', { attributes }, context);
    context = trace.setSpan(context, span);
    return span;
  });
  missing.set(spans[0]?.spanContext().traceId ?? '', spans.length);
  for (const span of spans.toReversed()) span.end();
}

function onAccepted(span: ReadableSpan): void {
  const { traceId } = span.spanContext();
  const left = (missing.get(traceId) ?? 0) - 1;
  missing.set(traceId, left);
  if (left > 0) return;
  missing.delete(traceId);
  accepted += 1;
  say({ number: Number(span.attributes[DEMO_SEQUENCE_NUMBER]), traceId });
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

type State = 'waiting' | 'sending' | 'done';

const tell = (state: State) =>
  say({ state, made, accepted, givenUp: processors.reduce((sum, { givenUp }) => sum + givenUp, 0) });

const input = createInterface({ input: process.stdin });
const lines = input[Symbol.asyncIterator]();
let state: State = 'waiting';
const telling = setInterval(() => tell(state), 1_000); // again and again: who attaches late hears it, too
await lines.next();
state = 'sending';
const making = setInterval(makeTrace, 1_000 / Number(rate));
await lines.next();
clearInterval(making);
await Promise.all(processors.map((processor) => processor.shutdown()));
clearInterval(telling);
tell('done');
process.exit(0);
