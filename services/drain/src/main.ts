/** Starts drain. As a process of its own: `npm start -w @tracewalk/drain`. */
import { startFaults } from '@tracewalk/faults';
import { runMain, serve, type Start } from '@tracewalk/service';
import { openDatabase } from '@tracewalk/service/postgres';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { startWorker } from './worker.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  // No schema of its own: the runs are in server's (docs/decisions/0005-queue-in-postgres.md).
  const database = await openDatabase({ url: config.DATABASE_URL, service: 'drain', schema: 'SELECT' });
  const worker = startWorker(config, database);
  const stop = () => worker.stop();
  try {
    return await serve(createApp(config, database, worker), {
      ...config,
      beforeClose: stop,
      release: () => database.end(),
    });
  } catch (error) {
    await stop();
    await database.end();
    throw error;
  }
};

if (import.meta.main) await runMain(start);
