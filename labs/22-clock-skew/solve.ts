import type { Solve } from '@tracewalk/lab';
import { openProfile } from '@tracewalk/lab/solving';
import { offset } from './lab.ts';

export const solve: Solve = async (attempt) => {
  const trace = await openProfile(attempt, 9);
  const found = offset(trace);
  return {
    trace: trace.id,
    service: found?.service ?? '',
    offset: `${Math.round(found?.milliseconds ?? 0)} ms`,
  };
};
