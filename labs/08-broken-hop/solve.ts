import type { Solve } from '@tracewalk/lab';
import { eventually, startRun } from '@tracewalk/lab/solving';
import { runIn } from './lab.ts';

export const solve: Solve = async (attempt) => {
  const begun = await eventually('a run that breaks off', async () => {
    const started = await startRun(attempt);
    return started.services.includes('drain') ? undefined : started;
  });
  const rest = await eventually(
    'the rest of the run',
    async () => {
      const tags = { 'demo.run.id': String(runIn(begun)) };
      const found = await attempt.traces.search({ service: 'drain', start: attempt.since, tags });
      return found.find((trace) => trace.nodes.some(({ span }) => span.name === 'process runs'));
    },
    40_000,
  );
  const producer = begun.nodes.find(({ span }) => span.kind === 'PRODUCER')?.span;
  return {
    trace: begun.id,
    rest: rest.id,
    last: producer?.spanId ?? '',
    service: producer?.service ?? '',
  };
};
