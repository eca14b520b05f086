/** Starts __name__. As a process of its own: `npm start -w @tracewalk/__name__`. */
import { startFaults } from '@tracewalk/faults';
import { runMain, serve, type Start } from '@tracewalk/service';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  return serve(createApp(config), config);
};

if (import.meta.main) await runMain(start);
