/**
 * The instrumentations of every service, configured so that each span in a trace is one a learner wants to see.
 *
 * Which ones run is said by OTEL_NODE_ENABLED_INSTRUMENTATIONS (services/common.env), as the SDK reads it.
 */
import { IncomingMessage } from 'node:http';
import { context } from '@opentelemetry/api';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { DEMO_PROPAGATION_FORMAT } from './attributes.ts';
import { faultsIn } from './faults.ts';
import { propagationFormat } from './propagators/index.ts';
import { serviceName } from './service-name.ts';
import { summariseQuery } from './summarise-query.ts';

/**
 * What leaves no span. Kubernetes asks for the health every few seconds: traces of that would drown all
 * others. A stream of server-sent events stays open for hours, and so would its span. A page that sends its spans, or
 * asks for a trace to draw it, would make traces of looking at traces; and the files of a page are in its own trace, as
 * the browser saw them.
 */
const NOT_TRACED =
  /^\/(?:healthz|readyz|events\/stream|v1\/traces|api\/traces\/[^/]*|assets\/[^/]*|favicon\.\w+)$/;

const STREAM = '/events/stream';

const pathOf = (url = ''): string => url.split('?', 1)[0] ?? '';

export function createInstrumentations(): Instrumentation[] {
  // NodeSDK would leave them in place, making spans that nobody records.
  if (process.env['OTEL_SDK_DISABLED'] === 'true') return [];
  return getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-http': {
      ignoreIncomingRequestHook: ({ url }) => NOT_TRACED.test(pathOf(url)),
      requestHook: (span, request) => {
        if (!(request instanceof IncomingMessage)) return;
        const format = propagationFormat(context.active());
        if (format) span.setAttribute(DEMO_PROPAGATION_FORMAT, format);
      },
    },
    '@opentelemetry/instrumentation-undici': {
      // Within a request that is not traced no call is; but a service that follows a stream does so for itself.
      ignoreRequestHook: ({ path }) => pathOf(path) === STREAM || isUninstrumented(),
    },
    // Express gives the SERVER span its route; a span for each middleware would only be noise.
    '@opentelemetry/instrumentation-express': {
      ignoreLayersType: ['middleware', 'router', 'request_handler'] as never[],
    },
    '@opentelemetry/instrumentation-pg': {
      // Polling and start-up queries have no request to belong to.
      requireParentSpan: true,
      ignoreConnectSpans: true,
      requestHook: (span, { query }) => {
        const { operation, collection, summary } = summariseQuery(query.text);
        span.updateName(summary);
        span.setAttributes({
          'db.operation.name': operation,
          'db.query.summary': summary,
          ...(collection && { 'db.collection.name': collection }),
        });
      },
    },
  });
}

/** Never, unless a fault says so. */
const isUninstrumented = (): boolean =>
  faultsIn(context.active())?.isUninstrumented(serviceName(), context.active()) ?? false;
