/** How the test solves it: by reading the traces, as a learner would. */
import type { Solve } from '@tracewalk/lab';
import { openProfile } from '@tracewalk/lab/solving';

export const solve: Solve = async (attempt) => ({ trace: (await openProfile(attempt, 1)).id });
