/** Looks for what must not be in any trace, in all recent traces of the system: no story needs to lead there. */
import type { QueryClient } from '@tracewalk/query-client';
import type { Trace } from '@tracewalk/trace-model';
import { forbiddenInAnyTrace } from './forbidden.ts';

const TRACES_OF_EACH_SERVICE = 20;

/** Spans of one trace come from several services, each by its own batches: by then all have come. */
const SETTLED_AFTER_US = 10_000_000;

/** How many traces were looked at, and a sentence for each thing that should not be in one of them. */
export async function sweep(
  client: QueryClient,
  services: readonly string[],
): Promise<{ traces: number; faults: string[] }> {
  const searches = services.map((service) => client.search({ service, limit: TRACES_OF_EACH_SERVICE }));
  const found = (await Promise.all(searches)).flat();
  const settled = [...new Map(found.map((trace) => [trace.id, trace])).values()].filter(isSettled);
  const faults = settled.flatMap((trace) =>
    forbiddenInAnyTrace(trace).map((fault) => `${fault} Trace ${trace.id}.`),
  );
  return { traces: settled.length, faults };
}

const isSettled = ({ start, duration }: Trace): boolean =>
  start + duration + SETTLED_AFTER_US < Date.now() * 1_000;
