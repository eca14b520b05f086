/** Starts load-generator. As a process of its own: `npm start -w @tracewalk/load-generator`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger, runMain, serve, type Start } from '@tracewalk/service';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { driveLoad } from './drive-load.ts';

/** How long what is under way may take when the service stops, in ms. */
const FINISH_TIMEOUT = 1_500;

export const start: Start = async (env) => {
  const config = readConfig(env);
  // What makes traces is large, and a drive does without it.
  const load =
    config.MODE === 'drive' ? driveLoad(config) : (await import('./synth-load.ts')).synthLoad(config);
  const log = createLogger('load-generator', config.LOG_LEVEL);
  let running: Promise<void> = Promise.resolve();
  const service = await serve(createApp(config, load), {
    ...config,
    beforeClose: async () => {
      load.stop();
      await Promise.race([running, sleep(FINISH_TIMEOUT)]);
      load.stop();
    },
  });
  log.info(load.says, 'begun');
  // It goes on while the target is away: what cannot be reached is an error like others.
  running = load.run().then(
    () => log.info(load.status(), 'finished'),
    (error: unknown) => log.error({ err: error }, 'Cannot go on'),
  );
  return service;
};

if (import.meta.main) await runMain(start);
