/** Starts scheduler. As a process of its own: `npm start -w @tracewalk/scheduler`. */
import { startFaults } from '@tracewalk/faults';
import { runMain, serve, type Start } from '@tracewalk/service';
import { openDatabase } from '@tracewalk/service/postgres';
import { createApp } from './app.ts';
import { startClockwork } from './clockwork.ts';
import { readConfig } from './config.ts';
import { seedSchedules } from './schedules.ts';
import { SCHEMA } from './schema.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  const database = await openDatabase({ url: config.DATABASE_URL, service: 'scheduler', schema: SCHEMA });
  try {
    await seedSchedules(database);
    const service = await serve(createApp(config, database), config);
    const clockwork = startClockwork(config, database);
    return {
      url: service.url,
      stop: async () => {
        await clockwork.stop();
        await service.stop();
        await database.end();
      },
    };
  } catch (error) {
    await database.end();
    throw error;
  }
};

if (import.meta.main) await runMain(start);
