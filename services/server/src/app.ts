/**
 * server: the API of stacks and their runs.
 *
 * Called by frontend and scheduler. Calls nobody: it puts a job into the queue, and drain takes it from there.
 * In the trace: POST /stacks/:id/runs with its transaction, in which `send runs` (PRODUCER) carries the trace into the
 * queue. What drain does later goes on from that span, long after the request was answered.
 */
import { createLogger, health, notFound, problems, traceResponse } from '@tracewalk/service';
import express, { type Express } from 'express';
import type { Pool } from 'pg';
import type { PgBoss } from 'pg-boss';
import type { Config } from './config.ts';
import { remember } from './faults.ts';
import { listRuns, showRun } from './runs.ts';
import { listStacks } from './stacks.ts';
import { startRun } from './start-run.ts';

/** What server needs to answer. */
interface Resources {
  database: Pool;
  queue: PgBoss;
}

/** Whatever type the body claims, it is JSON; it is small. */
const jsonBody = express.json({ type: () => true, limit: '4kb' });

export function createApp(config: Config, { database, queue }: Resources): Express {
  const app = express().disable('x-powered-by');
  app.use(health(() => database.query('SELECT')));
  app.use(traceResponse);
  app.get('/stacks', async (_request, response) => {
    response.json({ stacks: await listStacks(database) });
  });
  app.post('/stacks/:id/runs', jsonBody, async (request, response) => {
    const key = request.get('idempotency-key');
    const run = await startRun(
      { config, database, queue },
      { stackId: request.params.id, key, body: request.body },
    );
    response.status(202).location(`/runs/${run.id}`).json(run);
  });
  app.get('/runs', async (request, response) => {
    await remember();
    response.json(await listRuns(database, request.query));
  });
  app.get('/runs/:id', async (request, response) => {
    response.json(await showRun(database, request.params.id));
  });
  app.use(notFound, problems(createLogger('server', config.LOG_LEVEL)));
  return app;
}
