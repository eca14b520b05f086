import type { Solve } from '@tracewalk/lab';
import { completeTrace, eventually, sendEvent } from '@tracewalk/lab/solving';
import { dropped, flips, typesAtCoinflip } from './lab.ts';

const HEARTBEAT = 'dev.knative.eventing.samples.heartbeat';

export const solve: Solve = async (attempt) => {
  const id = await sendEvent(attempt, HEARTBEAT);
  const trace = await eventually('the end of the loop', async () => {
    const found = await completeTrace(attempt, id);
    return dropped(found) ? found : undefined;
  });
  return {
    trace: trace.id,
    rounds: String(flips(trace)),
    end: dropped(trace)?.span.spanId ?? '',
    type: typesAtCoinflip(trace).join(),
  };
};
