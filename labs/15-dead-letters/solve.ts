import type { Attempt, Solve } from '@tracewalk/lab';
import { completeTrace, eventually, startRun } from '@tracewalk/lab/solving';
import type { Trace } from '@tracewalk/trace-model';
import { attempts, failingPhase, givenUp } from './lab.ts';

/** Back-off between the attempts included, in ms. */
const PATIENCE = 60_000;

const runUntil = (
  attempt: Attempt,
  id: string,
  what: string,
  fits: (trace: Trace) => boolean,
): Promise<Trace> =>
  eventually(
    what,
    async () => {
      const trace = await completeTrace(attempt, id);
      return fits(trace) ? trace : undefined;
    },
    PATIENCE,
  );

export const solve: Solve = async (attempt) => {
  const failing = await eventually('a run that fails', async () => {
    const { id } = await startRun(attempt);
    const tried = await runUntil(attempt, id, 'an attempt', (trace) => attempts(trace).length > 0);
    return failingPhase(tried) ? tried : undefined;
  });
  const trace = await runUntil(attempt, failing.id, 'that the run is given up', (each) => !!givenUp(each));
  return {
    trace: trace.id,
    attempts: String(attempts(trace).length),
    phase: failingPhase(trace) ?? '',
    dead: givenUp(trace)?.span.spanId ?? '',
  };
};
