import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { type Backend, startBackend } from '../backend.ts';
import { sendOtlp } from '../testing/backend-for-test.ts';
import { exampleTraces } from '../testing/example-traces.ts';
import { type Answer, ask, QUESTIONS } from '../testing/questions.ts';

const recording = readFileSync(join(import.meta.dirname, '../testing/jaeger-answers.jsonl'), 'utf8');
const recorded = recording
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer & { question: string });

describe('the query API, held against the answers of a real Jaeger', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await startBackend({ ports: { otlpGrpc: 0, otlpHttp: 0, zipkin: 0, query: 0 } });
    await sendOtlp(backend, exampleTraces);
  });
  afterAll(() => backend.close());

  it('has an answer recorded for each question', () => {
    expect(recorded.map(({ question }) => question)).toEqual(QUESTIONS);
  });

  it.each(recorded)('answers $question alike', async ({ question, status, body }) => {
    const ours = await ask(backend.urls.query, question);
    expect(comparable(ours.body)).toEqual(comparable(body));
    expect(ours.status).toBe(status);
  });
});

/**
 * Without what may differ: the order of lists (Jaeger's is random), the text of errors, the tag that says how a span
 * arrived (only ours), whether an empty list is null (Go's), Jaeger's remarks on its clock skew adjustment (which the viewer does here), calls within a
 * service (Jaeger 2 counts them, 1 did not), and the type of a reference to a parent that is also linked (Jaeger shows
 * only the link, and so loses the parent).
 */
function comparable(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(item)).filter((item) => !mayDiffer(item));
    if (key === 'references') return lastOfEachSpan(items as Reference[]);
    return items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(withProcesses(value)).map(([name, each]) => [
    name,
    name === 'msg' || name === 'message' ? 'text' : comparable(each, name),
  ]);
  return Object.fromEntries(
    fields.filter(([, each]) => each !== null && (!Array.isArray(each) || each.length > 0)),
  );
}

const MAY_DIFFER = new Set(['internal.span.format', '@jaeger@warnings']);

interface Reference {
  traceID: string;
  spanID: string;
}

const lastOfEachSpan = (references: Reference[]): Reference[] => [
  ...new Map(references.map((each) => [`${each.traceID} ${each.spanID}`, each])).values(),
];

/** A process stands in its span: the numbers p1, p2 depend on the order. */
function withProcesses(value: object): object {
  const { spans, processes, ...rest } = value as {
    spans?: { processID: string }[];
    processes?: Record<string, unknown>;
  };
  if (!spans || !processes) return value;
  return { ...rest, spans: spans.map((span) => ({ ...span, processID: processes[span.processID] })) };
}

function mayDiffer(item: unknown): boolean {
  const { key, parent, child } = (item ?? {}) as Record<string, unknown>;
  return MAY_DIFFER.has(String(key)) || (parent !== undefined && parent === child);
}
