import type { Solve } from '@tracewalk/lab';
import { finishedRun } from '@tracewalk/lab/solving';
import { callsOf } from './calls.ts';

export const solve: Solve = async (attempt) => {
  const run = await finishedRun(attempt);
  const { callers, called } = await callsOf(attempt, 'broker');
  return { callers: callers.join(','), called: called.join(', '), trace: run.id };
};
