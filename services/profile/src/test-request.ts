/** For tests: a request that begins a trace of its own, with what became of it. */
import { trace } from '@opentelemetry/api';
import { recordedSpans } from '@tracewalk/telemetry/testing';
import { expect, vi } from 'vitest';

type Span = ReturnType<typeof recordedSpans>[number];

export interface TracedAnswer {
  response: Response;
  /** As JSON, or as text where it is none. */
  body: unknown;
  traceId: string;
  /** Waits for the spans of this trace that have this name: a SERVER span ends just after its response has arrived. */
  spansNamed: (name: string, count?: number) => Promise<Span[]>;
  spanNamed: (name: string) => Promise<Span>;
  /** Names of spans, each indented beneath its parent, siblings in the order of the alphabet. Call it when all have ended. */
  tree: () => string;
}

export function tracedRequest(url: string, init?: RequestInit): Promise<TracedAnswer> {
  return trace.getTracer('test').startActiveSpan('test', async (root) => {
    const response = await fetch(url, init);
    const text = await response.text();
    root.end();
    const { traceId } = root.spanContext();
    const spans = () => recordedSpans().filter((span) => span.spanContext().traceId === traceId);
    const spansNamed = (name: string, count = 1) =>
      vi.waitFor(() => {
        const found = spans().filter((span) => span.name === name);
        expect(found, `spans named ${name}`).toHaveLength(count);
        return found;
      });
    return {
      response,
      body: response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text,
      traceId,
      spansNamed,
      spanNamed: async (name: string) => (await spansNamed(name))[0] as Span,
      tree: () => draw(spans(), root.spanContext().spanId),
    };
  });
}

function draw(spans: Span[], parent: string, indent = ''): string {
  return spans
    .filter((span) => span.parentSpanContext?.spanId === parent)
    .map((span) => `${indent}${span.name}\n${draw(spans, span.spanContext().spanId, `${indent}  `)}`)
    .toSorted()
    .join('');
}
