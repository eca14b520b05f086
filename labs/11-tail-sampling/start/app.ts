/** sampler: takes OTLP/HTTP as JSON, keeps the spans of a trace together for a while, then sends on what is worth it. */
import express from 'express';
import { DECISION_WAIT, keep, type SeenSpan } from './keep.ts';

interface OtlpSpan {
  traceId: string;
  name: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number };
}
interface OtlpRequest {
  resourceSpans: { resource: unknown; scopeSpans: { spans: OtlpSpan[] }[] }[];
}

/** What waits for its decision, by trace. */
const waiting = new Map<string, { spans: SeenSpan[]; parts: unknown[] }>();

const app = express();

app.post('/v1/traces', express.json({ limit: '4mb' }), (request, response) => {
  for (const { resource, scopeSpans } of (request.body as OtlpRequest).resourceSpans) {
    for (const span of scopeSpans.flatMap(({ spans }) => spans)) hold(span, resource);
  }
  response.json({});
});

function hold(span: OtlpSpan, resource: unknown): void {
  const trace = waiting.get(span.traceId) ?? { spans: [], parts: [] };
  if (!waiting.has(span.traceId)) {
    waiting.set(span.traceId, trace);
    setTimeout(() => void decide(span.traceId), DECISION_WAIT);
  }
  trace.spans.push(seen(span));
  trace.parts.push({ resource, scopeSpans: [{ spans: [span] }] });
}

async function decide(traceId: string): Promise<void> {
  const trace = waiting.get(traceId);
  waiting.delete(traceId);
  if (!trace || !keep(trace.spans)) return;
  await fetch(`${process.env['OTLP_ENDPOINT']}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: trace.parts }),
  });
}

const seen = ({ traceId, name, startTimeUnixNano, endTimeUnixNano, status }: OtlpSpan): SeenSpan => ({
  traceId,
  name,
  status: status?.code ?? 0,
  durationMs: Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e6,
});

app.listen(Number(process.env['PORT']), '127.0.0.1');
