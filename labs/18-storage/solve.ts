import type { Solve } from '@tracewalk/lab';

/** The patch gives it a file; only after another start is there something to remember. */
export const solve: Solve = async (_attempt, { restart }) => {
  await restart();
  return {};
};
