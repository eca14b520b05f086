/** One of several threads of a run. It gets its plan, says how it goes, and is told when to stop. */
import { parentPort, workerData } from 'node:worker_threads';
import type { SynthPlan } from './plan.ts';
import type { EndpointReport } from './report.ts';
import { LaneGroup, type ThreadResult } from './run-lanes.ts';

export interface WorkerData {
  plan: SynthPlan;
  worker: number;
}

export type FromWorker = 'ready' | { progress: EndpointReport[] } | { result: ThreadResult };
/** All begin at once, when all are ready. */
export type ToWorker = 'begin' | 'stop' | 'abort';

const PROGRESS_MS = 500;

if (parentPort) {
  const port = parentPort;
  const { plan, worker } = workerData as WorkerData;
  const say = (message: FromWorker) => port.postMessage(message);
  const group = new LaneGroup(plan, worker);
  const run = async () => {
    const progress = setInterval(() => say({ progress: group.reports() }), PROGRESS_MS);
    const result = await group.run();
    clearInterval(progress);
    say({ result });
    port.close();
  };
  port.on('message', (message: ToWorker) => {
    if (message === 'begin') void run();
    else group[message]();
  });
  await group.prepare();
  say('ready');
}
