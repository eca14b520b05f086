/** Starts broker. As a process of its own: `npm start -w @tracewalk/broker`. */
import { startFaults } from '@tracewalk/faults';
import { createLogger, runMain, serve, type Start } from '@tracewalk/service';
import { createApp } from './app.ts';
import { Broker } from './broker.ts';
import { readConfig } from './config.ts';
import { readSpool } from './spool.ts';
import { readTriggers } from './triggers.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  const log = createLogger('broker', config.LOG_LEVEL);
  const triggers = readTriggers(config.TRIGGERS_FILE, config.BROKER_NAME, config.services);
  const broker = new Broker(config, triggers, log);
  const left = readSpool(config.SPOOL_DIR, triggers);
  const service = await serve(createApp(config, broker, log), {
    ...config,
    beforeClose: () => broker.stop(),
  });
  broker.resume(left);
  return service;
};

if (import.meta.main) await runMain(start);
