/** Starts heartbeats. As a process of its own: `npm start -w @tracewalk/heartbeats`. */
import { startFaults } from '@tracewalk/faults';
import { createLogger, runMain, serve, type Start } from '@tracewalk/service';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { createPulse } from './pulse.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  const log = createLogger('heartbeats', config.LOG_LEVEL);
  const pulse = createPulse(config, log);
  const service = await serve(createApp(log), { ...config, beforeClose: () => pulse.stop() });
  pulse.start();
  return service;
};

if (import.meta.main) await runMain(start);
