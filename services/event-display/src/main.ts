/** Starts event-display. As a process of its own: `npm start -w @tracewalk/event-display`. */
import { startFaults } from '@tracewalk/faults';
import { createLogger, runMain, serve, type Start } from '@tracewalk/service';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createEventStream } from './event-stream.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  const stream = createEventStream(config);
  const app = createApp(config, createLogger('event-display', config.LOG_LEVEL), stream);
  // Streams never finish by themselves, so the port could not close.
  return serve(app, { ...config, beforeClose: () => stream.close() });
};

if (import.meta.main) await runMain(start);
