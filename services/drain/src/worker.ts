/** Works on the queues from the moment server is there until drain stops. */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { createLogger } from '@tracewalk/service';
import type { Pool } from 'pg';
import type { PgBoss } from 'pg-boss';
import { auditRuns } from './audit.ts';
import type { Config } from './config.ts';
import { sendFinishedEvent } from './finished-event.ts';
import { processDeadRun } from './give-up.ts';
import { DEAD_RUNS, EVENTS, RUNS } from './messages.ts';
import { processRun } from './process-run.ts';
import { openQueues, untilServerIsThere } from './queues.ts';
import { repeat, untilItSucceeds } from './repeat.ts';

export interface Worker {
  /** Whether it has found the queues. */
  isWorking(): boolean;
  /** How many runs are worked on right now. */
  inHand(): number;
  /** Takes no more jobs, finishes those in hand within FINISH_MS, and puts the rest back into the queue. */
  stop(): Promise<void>;
}

export function startWorker(config: Config, database: Pool): Worker {
  const log = createLogger('drain', config.LOG_LEVEL);
  const stopping = new AbortController();
  const interrupted = new AbortController();
  let boss: PgBoss | undefined;
  let inHand = 0;

  const onError = (error: unknown) => {
    if (!stopping.signal.aborted) log.warn({ err: error }, 'Cannot reach the queues: trying again');
  };

  const begin = async (): Promise<void> => {
    await untilServerIsThere(database, stopping.signal);
    const queues = await openQueues(config, onError);
    const resources = { config, database, boss: queues, interrupted: interrupted.signal };
    boss = queues;
    // New jobs announce themselves. Jobs that are due for another attempt do not: these are asked for.
    const seconds = config.POLL_MS / 1_000;
    const polling = { pollingIntervalSeconds: seconds, notifyPollingIntervalSeconds: seconds };
    await queues.work<unknown>(RUNS, { ...polling, localConcurrency: config.CONCURRENCY }, async ([job]) => {
      inHand += 1;
      try {
        if (job) await processRun(resources, job);
      } finally {
        inHand -= 1;
      }
    });
    await queues.work<unknown>(DEAD_RUNS, polling, async ([job]) => {
      if (job) await processDeadRun(resources, job);
    });
    await queues.work<unknown>(EVENTS, { ...polling, localConcurrency: 2, perJobResults: true }, (jobs) =>
      Promise.all(jobs.map((job) => sendFinishedEvent(resources, job))),
    );
  };

  const audit = async (): Promise<void> => {
    if (!boss) return;
    try {
      const runs = await auditRuns(database, config.AUDIT_BATCH_SIZE);
      if (runs) log.info(runs, 'audited runs');
    } catch (error) {
      log.warn({ err: error }, 'Cannot audit the runs: trying again');
    }
  };

  // No span is active here, and none may become active: whatever asks the queues for jobs belongs to no trace.
  const [begun, audits] = context.with(ROOT_CONTEXT, () => [
    untilItSucceeds(begin, stopping.signal, onError),
    repeat(config.AUDIT_INTERVAL_MS, stopping.signal, audit),
  ]);

  return {
    isWorking: () => boss !== undefined,
    inHand: () => inHand,
    stop: async () => {
      stopping.abort();
      await Promise.all([begun, audits]);
      const late = setTimeout(() => interrupted.abort(), config.FINISH_MS);
      await Promise.all([RUNS, DEAD_RUNS, EVENTS].map(async (queue) => boss?.offWork(queue)));
      clearTimeout(late);
      await boss?.stop({ graceful: false });
    },
  };
}
