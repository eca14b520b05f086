/**
 * scheduler: starts runs when they are due.
 *
 * Called by nobody: time does it. Calls server, once for each due time, also with two replicas.
 * In the trace: `start due run`, a root without a request, with everything that follows from it: server, the queue,
 * drain, broker. When server is down: the same span with an error, again and again at growing intervals.
 *
 * What makes that span is in start-due-run.ts. This page answers which schedules there are.
 */
import { createLogger, health, notFound, problems } from '@tracewalk/service';
import express, { type Express } from 'express';
import type { Pool } from 'pg';
import type { Config } from './config.ts';
import { listSchedules } from './schedules.ts';

export function createApp(config: Config, database: Pool): Express {
  const app = express().disable('x-powered-by');
  app.use(health(() => database.query('SELECT')));
  app.get('/schedules', async (_request, response) => {
    response.json({ schedules: await listSchedules(database) });
  });
  app.use(notFound, problems(createLogger('scheduler', config.LOG_LEVEL)));
  return app;
}
