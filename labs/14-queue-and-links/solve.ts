import type { Solve } from '@tracewalk/lab';
import { eventually, finishedRun } from '@tracewalk/lab/solving';
import { linkedTraceIds } from '@tracewalk/trace-model';
import { waited } from './lab.ts';

export const solve: Solve = async (attempt) => {
  const run = await finishedRun(attempt);
  const audit = await eventually('the audit', async () => {
    const found = await attempt.traces.search({
      service: 'drain',
      operation: 'audit runs',
      start: attempt.since,
    });
    return found.find((trace) => linkedTraceIds(trace).includes(run.id));
  });
  const span = audit.nodes.find(({ span: { name } }) => name === 'audit runs')?.span;
  return {
    trace: run.id,
    waited: `${Math.round(waited(run))} ms`,
    audit: audit.id,
    runs: String(span?.links.length),
  };
};
