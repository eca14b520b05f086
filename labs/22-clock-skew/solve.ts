import type { Solve } from '@tracewalk/lab';
import { eventually, openProfile } from '@tracewalk/lab/solving';
import { offset } from './lab.ts';

export const solve: Solve = async (attempt) => {
  const trace = await eventually('a trace that cannot be true', async () => {
    const opened = await openProfile(attempt, 9);
    return Math.abs(offset(opened)?.milliseconds ?? 0) > 1_500 ? opened : undefined;
  });
  const found = offset(trace);
  return {
    trace: trace.id,
    service: found?.service ?? '',
    offset: `${Math.round(found?.milliseconds ?? 0)} ms`,
  };
};
