/**
 * heartbeats: sends an event a second.
 *
 * Called by nobody. Calls the sink that K_SINK names: broker. What it does is in pulse.ts and send-heartbeat.ts.
 * In the trace: the root `send heartbeat`, with a CLIENT span beneath for each try.
 */
import { health, notFound, problems, type createLogger } from '@tracewalk/service';
import express, { type Express } from 'express';

export function createApp(log: ReturnType<typeof createLogger>): Express {
  const app = express().disable('x-powered-by');
  app.use(health());
  app.use(notFound, problems(log));
  return app;
}
