import type { Solve } from '@tracewalk/lab';
import { eventually, openProfile } from '@tracewalk/lab/solving';
import { slowest } from '@tracewalk/lab/steps';

export const solve: Solve = async (attempt) => {
  let user = 20;
  const trace = await eventually('a slow profile', async () => {
    const opened = await openProfile(attempt, (user += 1));
    return opened.duration > 500_000 ? opened : undefined;
  });
  const slow = slowest(trace);
  return {
    trace: trace.id,
    span: slow?.span.spanId ?? '',
    share: `${Math.round((100 * (slow?.selfTime ?? 0)) / trace.duration)}%`,
  };
};
