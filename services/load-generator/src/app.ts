/**
 * load-generator: visitors for the system, or traces for a backend, for as long as it runs.
 *
 * Called by nobody but who asks how it goes. As visitors it calls frontend, and broker when it has its address.
 * In the trace: nothing of its own. Each request begins a sampled trace whose first span is frontend's, so that span
 * names a parent that never arrives; and each carries its session as the baggage `session.id`.
 */
import { createLogger, health, notFound, problems } from '@tracewalk/service';
import express, { type Express } from 'express';
import type { Config } from './config.ts';
import type { Load } from './load.ts';

export function createApp(config: Config, load: Load): Express {
  const app = express().disable('x-powered-by');
  app.use(health(() => load.reachable()));
  app.get('/status', (_request, response) => {
    response.json(load.status());
  });
  app.get('/report', (_request, response) => {
    response.json(load.report());
  });
  app.use(notFound, problems(createLogger('load-generator', config.LOG_LEVEL)));
  return app;
}
