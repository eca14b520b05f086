import type { Solve } from '@tracewalk/lab';
import { deepest } from '@tracewalk/lab/steps';
import { openProfile } from '@tracewalk/lab/solving';

export const solve: Solve = async (attempt) => {
  const trace = await openProfile(attempt, 1);
  return {
    trace: trace.id,
    services: String(trace.services.length),
    deepest: deepest(trace)[0]?.span.name ?? '',
  };
};
