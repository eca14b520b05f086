/**
 * drain: takes runs off the queue and works through their phases.
 *
 * Called by nobody: it asks the queue in Postgres. Calls broker, with a CloudEvent for every run that has ended.
 * In the trace: `process runs` (CONSUMER), a child of server's `send runs` and linked to it; inside it `prepare`, `plan`
 * and `apply`; after it `send run.finished` (PRODUCER). And a trace of its own every few seconds: `audit runs`, with a
 * link to each run it looked at.
 *
 * What makes these spans is in process-run.ts, finished-event.ts, give-up.ts and audit.ts. This page only answers how
 * drain is doing.
 */
import { createLogger, health, notFound, problems } from '@tracewalk/service';
import express, { type Express } from 'express';
import type { Pool } from 'pg';
import type { Config } from './config.ts';
import type { Worker } from './worker.ts';

export function createApp(config: Config, database: Pool, worker: Worker): Express {
  const app = express().disable('x-powered-by');
  app.use(health(() => isReady(database, worker)));
  app.get('/', (_request, response) => {
    response.json({ working: worker.isWorking(), inHand: worker.inHand(), concurrency: config.CONCURRENCY });
  });
  app.use(notFound, problems(createLogger('drain', config.LOG_LEVEL)));
  return app;
}

async function isReady(database: Pool, worker: Worker): Promise<void> {
  await database.query('SELECT');
  if (!worker.isWorking()) throw new Error('server has not made the queue of runs yet');
}
