import type { Solve } from '@tracewalk/lab';
import { openProfile } from '@tracewalk/lab/solving';
import { origin } from './lab.ts';

/** Looks at one after the other until two have failed. */
export const solve: Solve = async (attempt) => {
  const failing: Awaited<ReturnType<typeof openProfile>>[] = [];
  const ids: number[] = [];
  for (let id = 1; failing.length < 2 && id < 30; id++) {
    const trace = await openProfile(attempt, id);
    if (trace.errorCount === 0) continue;
    failing.push(trace);
    ids.push(id);
  }
  const [first, second] = failing;
  const [one = 0, two = 0] = ids;
  return {
    trace: first?.id ?? '',
    other: second?.id ?? '',
    span: (first && origin(first)?.span.spanId) ?? '',
    rule: String(two - one),
  };
};
