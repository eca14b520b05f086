/** Starts server. As a process of its own: `npm start -w @tracewalk/server`. */
import { startFaults } from '@tracewalk/faults';
import { runMain, serve, type Start } from '@tracewalk/service';
import { openDatabase } from '@tracewalk/service/postgres';
import type { PgBoss } from 'pg-boss';
import { createApp } from './app.ts';
import { readConfig } from './config.ts';
import { openQueue } from './queue.ts';
import { SCHEMA } from './schema.ts';
import { seedStacks } from './stacks.ts';

export const start: Start = async (env) => {
  const config = readConfig(env);
  await startFaults(env);
  const database = await openDatabase({ url: config.DATABASE_URL, service: 'server', schema: SCHEMA });
  let queue: PgBoss | undefined;
  const release = async () => {
    await queue?.stop({ graceful: false });
    await database.end();
  };
  try {
    await seedStacks(database);
    // Last, because drain takes the queue as the sign that the tables are there.
    queue = await openQueue(config, database);
    return await serve(createApp(config, { database, queue }), { ...config, release });
  } catch (error) {
    await release();
    throw error;
  }
};

if (import.meta.main) await runMain(start);
