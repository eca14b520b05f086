/** Steps and questions to a trace that several labs have in common. */
import type { Trace, TraceNode } from '@tracewalk/trace-model';
import type { Attempt, Step } from './lab.ts';

export interface WantedTrace {
  /** A service that takes part. */
  readonly service: string;
  /** A span of that service. */
  readonly operation?: string;
  /** Which answer has the id; `trace` unless told. */
  readonly answer?: string;
}

/** The answer is the id of a trace that is there. */
export const existingTrace = (answer = 'trace'): Step => ({
  says: 'The trace that you name is there',
  check: async (attempt) => {
    const id = attempt.answers[answer]?.trim() ?? '';
    if (!/^[0-9a-f]{32}$/i.test(id)) return `"${id}" is no trace id: it has 32 hex digits`;
    const trace = await attempt.traces.trace(id);
    return trace ? undefined : `There is no trace ${id}. Was it made by this system, and is it still kept?`;
  },
});

/** It began after the lab did. */
export const newTrace = (answer = 'trace'): Step => ({
  says: 'It began after the lab did',
  check: async (attempt) => {
    const { start } = await answered(attempt, answer);
    return start >= attempt.since
      ? undefined
      : 'It is older than your lab: make a new request, and take its trace';
  },
});

/** The answer is the id of a trace that is there, began after the lab did, and is of the right kind. */
export const namedTrace = ({ service, operation, answer = 'trace' }: WantedTrace): Step[] => [
  existingTrace(answer),
  newTrace(answer),
  {
    says: `It is a trace of ${operation ?? service}`,
    check: async (attempt) => {
      const trace = await answered(attempt, answer);
      const found = trace.nodes.some(
        ({ span }) => span.service === service && (operation === undefined || span.name === operation),
      );
      return found ? undefined : `${service} has no span ${operation ?? ''} in it: it is of something else`;
    },
  },
];

/** The trace whose id is the answer. @throws when it has gone meanwhile */
export async function answered({ traces, answers }: Attempt, answer = 'trace'): Promise<Trace> {
  const id = answers[answer]?.trim() ?? '';
  const trace = await traces.trace(id);
  if (!trace) throw new Error(`Cannot check the lab: trace ${id} is no longer there`);
  return trace;
}

/** The spans with the most spans above them. */
export function deepest(trace: Trace): TraceNode[] {
  const depth = Math.max(...trace.nodes.map((node) => node.depth));
  return trace.nodes.filter((node) => node.depth === depth);
}

/** The span in which the most time went by without a child at work. */
export const slowest = (trace: Trace): TraceNode | undefined =>
  trace.nodes.toSorted((a, b) => b.selfTime - a.selfTime)[0];
