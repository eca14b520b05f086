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

/** Kubernetes asks these every few seconds: traces of them would drown all others. */
const HEALTH_PATHS = new Set(['/healthz', '/readyz']);

export function createInstrumentations(): Instrumentation[] {
  return getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-http': {
      ignoreIncomingRequestHook: (request) => HEALTH_PATHS.has(request.url ?? ''),
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
