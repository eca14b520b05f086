import type { Solve } from '@tracewalk/lab';
import { completeTrace, eventually, startRun } from '@tracewalk/lab/solving';
import { attempts, failingPhase, givenUp } from './lab.ts';

export const solve: Solve = async (attempt) => {
  const { id } = await startRun(attempt);
  const trace = await eventually(
    'that the run is given up',
    async () => {
      const found = await completeTrace(attempt, id);
      return givenUp(found) ? found : undefined;
    },
    60_000,
  );
  return {
    trace: id,
    attempts: String(attempts(trace).length),
    phase: failingPhase(trace) ?? '',
    dead: givenUp(trace)?.span.spanId ?? '',
  };
};
