/** Starts profile. As a process of its own: `npm start -w @tracewalk/profile`. */
import { startFaults } from '@tracewalk/faults';
import { runMain, serve, type Start } from '@tracewalk/service';
import { openDatabase } from '@tracewalk/service/postgres';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { SCHEMA } from './schema.ts';
import { seedProfiles } from './seed.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  const database = await openDatabase({ url: config.DATABASE_URL, service: 'profile', schema: SCHEMA });
  const release = () => database.end();
  try {
    await seedProfiles(database);
    return await serve(createApp(config, database), { ...config, release });
  } catch (error) {
    await release();
    throw error;
  }
};

if (import.meta.main) await runMain(start);
