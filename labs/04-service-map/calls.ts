/** Who calls a service, and whom it calls: what the map of the viewer shows, read from the traces. */
import type { Attempt } from '@tracewalk/lab';
import type { Trace } from '@tracewalk/trace-model';

export interface Calls {
  /** By name. */
  callers: string[];
  called: string[];
}

export async function callsOf({ traces }: Attempt, service: string): Promise<Calls> {
  const found = await traces.search({ service, limit: 200 });
  const pairs = found.flatMap(callsIn);
  const others = (names: string[]) => [...new Set(names)].filter((name) => name !== service).toSorted();
  return {
    callers: others(pairs.filter(([, to]) => to === service).map(([from]) => from)),
    called: others(pairs.filter(([from]) => from === service).map(([, to]) => to)),
  };
}

/** A call is a span whose parent is another service's. */
const callsIn = (trace: Trace): [from: string, to: string][] =>
  trace.nodes.flatMap(({ span }) => {
    const parent = trace.byId.get(span.parentSpanId ?? '');
    return parent && parent.span.service !== span.service
      ? [[parent.span.service, span.service] as [string, string]]
      : [];
  });
