/** Waits for the trace of a story: until it is whole, or does not grow any more. */
import type { QueryClient } from '@tracewalk/query-client';
import { microseconds, type Trace } from '@tracewalk/trace-model';
import { setTimeout as wait } from 'node:timers/promises';
import { servicesOf, type Story } from './stories.ts';

const PERIOD = 200;
/** How far back a story that goes on by itself is looked for; in ms. */
const RECENT = 15_000;
/** The spans of a trace that is younger may be on their way. */
const YOUNG = 2_000;

/** Everybody has taken part, and nothing hangs in the air. */
export const isWhole = (story: Story, trace: Trace | undefined, parent?: string): boolean =>
  trace !== undefined &&
  servicesOf(story).every((service) => trace.services.includes(service)) &&
  orphansOf(trace, parent).length === 0;

/** @param parent the doctor's own span: a request's first span names it, and it was never sent */
export const orphansOf = (trace: Trace, parent?: string) =>
  trace.nodes.filter(({ orphan, span }) => orphan && span.parentSpanId !== parent);

export async function awaitTrace(
  client: QueryClient,
  story: Story,
  { traceId, spanId }: { traceId: string; spanId: string },
  patienceMs: number,
): Promise<Trace | undefined> {
  for (const end = Date.now() + patienceMs; ; await wait(PERIOD)) {
    const trace = await client.trace(traceId);
    if (isWhole(story, trace, spanId) || Date.now() > end) return trace;
  }
}

/** The last trace of a story that nobody has to ask for. One that is not whole may be an accident: then the next. */
export async function recentTrace(
  client: QueryClient,
  story: Story,
  patienceMs: number,
): Promise<Trace | undefined> {
  const [first = ''] = servicesOf(story);
  for (const end = Date.now() + patienceMs; ; await wait(PERIOD)) {
    const now = Date.now();
    const start = microseconds((now - RECENT) * 1_000);
    const traces = await client.search({ service: first, start, limit: 20 });
    const last = traces.find((trace) => trace.start / 1_000 < now - YOUNG);
    if (isWhole(story, last) || now > end) return last;
  }
}
