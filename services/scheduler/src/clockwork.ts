/** Looks for due schedules until scheduler stops. */
import { setTimeout as sleep } from 'node:timers/promises';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { createLogger } from '@tracewalk/service';
import type { Pool } from 'pg';
import type { Config } from './config.ts';
import { startDueRun } from './start-due-run.ts';

export interface Clockwork {
  /** Starts nothing more, and waits for what is being started. */
  stop(): Promise<void>;
}

export function startClockwork(config: Config, database: Pool): Clockwork {
  const log = createLogger('scheduler', config.LOG_LEVEL);
  const stopping = new AbortController();

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sleep(config.TICK_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      try {
        while (!stopping.signal.aborted && (await startDueRun(config, database)));
      } catch (error) {
        log.warn({ err: error }, 'Cannot look for due schedules: trying again');
      }
    }
  };

  // Looking for work belongs to no trace; only what is found starts one.
  const running = context.with(ROOT_CONTEXT, run);
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
