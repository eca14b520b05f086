import type { Solve } from '@tracewalk/lab';
import { completeTrace, eventually, sendEvent } from '@tracewalk/lab/solving';
import { dropped, flips, typesAtCoinflip } from './lab.ts';

const HEARTBEAT = 'dev.knative.eventing.samples.heartbeat';

export const solve: Solve = async (attempt) => {
  const trace = await eventually(
    'an event that goes round until it is dropped',
    async () => {
      const found = await completeTrace(attempt, await sendEvent(attempt, HEARTBEAT));
      return dropped(found) ? found : undefined;
    },
    60_000,
  );
  return {
    trace: trace.id,
    rounds: String(flips(trace)),
    end: dropped(trace)?.span.spanId ?? '',
    type: typesAtCoinflip(trace).join(),
  };
};
