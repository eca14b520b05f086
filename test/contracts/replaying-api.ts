/** For the tests: a query API (Jaeger's v3) over HTTP that answers with given spans. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Attributes, Span } from '@tracewalk/trace-model';

export interface ReplayingApi extends AsyncDisposable {
  readonly url: string;
  /** How many there were so far. */
  readonly requests: number;
  /** What is answered from now on. */
  spans: readonly Span[];
}

export async function replayingApi(spans: readonly Span[]): Promise<ReplayingApi> {
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
    const found = pathname.startsWith('/api/v3/traces')
      ? findSpans(api.spans, pathname.split('/')[4], searchParams)
      : undefined;
    response.statusCode = found && found.length > 0 ? 200 : 404;
    // Without JSON a 404 means that there is no such route: so it is with the legacy ones.
    response.end(found ? JSON.stringify(found.length > 0 ? toOtlp(found) : NOTHING_FOUND) : '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const api: ReplayingApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    get requests() {
      return requests;
    },
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
  return api;
}

const NOTHING_FOUND = { error: { httpCode: 404, message: 'No traces found' } };

function findSpans(spans: readonly Span[], id: string | undefined, query: URLSearchParams): Span[] {
  if (id !== undefined) return spans.filter(({ traceId }) => traceId === id);
  const service = query.get('query.serviceName');
  const operation = query.get('query.operationName') ?? undefined;
  const fitting = spans.filter((span) => span.service === service && span.name === (operation ?? span.name));
  const ids = new Set(fitting.map(({ traceId }) => traceId));
  return spans.filter(({ traceId }) => ids.has(traceId));
}

const toOtlp = (spans: readonly Span[]) => ({
  result: {
    resourceSpans: spans.map((span) => ({
      resource: { attributes: toAttributes({ 'service.name': span.service, ...span.resource }) },
      scopeSpans: [{ spans: [toOtlpSpan(span)] }],
    })),
  },
});

const toOtlpSpan = ({ traceId, spanId, parentSpanId, name, kind, start, duration, ...span }: Span) => ({
  traceId,
  spanId,
  parentSpanId,
  name,
  kind: `SPAN_KIND_${kind}`,
  startTimeUnixNano: `${start}000`,
  endTimeUnixNano: `${start + duration}000`,
  attributes: toAttributes(span.attributes),
  links: span.links.map((link) => ({ ...link, attributes: toAttributes(link.attributes) })),
});

const toAttributes = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: String(value) } }));
