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
import { propagationFormat } from './propagators/index.ts';
import { summariseQuery } from './summarise-query.ts';

/**
 * Kubernetes asks for the health every few seconds: traces of that would drown all others. A stream of server-sent
 * events stays open for hours, and so would its span.
 */
const NOT_TRACED = new Set(['/healthz', '/readyz', '/events/stream']);

export function createInstrumentations(): Instrumentation[] {
  // NodeSDK would leave them in place, making spans that nobody records.
  if (process.env['OTEL_SDK_DISABLED'] === 'true') return [];
  return getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-http': {
      ignoreIncomingRequestHook: (request) => NOT_TRACED.has(request.url?.split('?', 1)[0] ?? ''),
      requestHook: (span, request) => {
        if (!(request instanceof IncomingMessage)) return;
        const format = propagationFormat(context.active());
        if (format) span.setAttribute(DEMO_PROPAGATION_FORMAT, format);
      },
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
