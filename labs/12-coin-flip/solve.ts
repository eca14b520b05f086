import type { Attempt, Solve } from '@tracewalk/lab';
import { eventually } from '@tracewalk/lab/solving';
import type { Trace } from '@tracewalk/trace-model';
import { formatsAlong, sideOf } from './lab.ts';

/** Old enough that all its spans are there. */
const AGE = 3_000_000;

const heartbeatWith = (side: string, { traces, since }: Attempt): Promise<Trace> =>
  eventually(
    `a heartbeat with ${side}`,
    async () => {
      const found = await traces.search({ service: 'heartbeats', start: since });
      return found.find((trace) => sideOf(trace) === side && trace.start < Date.now() * 1_000 - AGE);
    },
    60_000,
  );

export const solve: Solve = async (attempt) => {
  const heads = await heartbeatWith('heads', attempt);
  const tails = await heartbeatWith('tails', attempt);
  return {
    heads: heads.id,
    tails: tails.id,
    formats: formatsAlong(heads).join(', '),
    spans: String(heads.nodes.length - tails.nodes.length),
  };
};
