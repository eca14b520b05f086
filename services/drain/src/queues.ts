/** Opens the queues that drain works on. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Config } from './config.ts';
import { DEAD_EVENTS, EVENTS, RUNS } from './messages.ts';

/** Maintenance is for jobs whose worker was killed, and for old ones: no reason to ask Postgres all the time. */
const MAINTENANCE = {
  superviseIntervalSeconds: 10,
  monitorIntervalSeconds: 10,
  maintenanceIntervalSeconds: 600,
  flowIntervalSeconds: 3_600,
  schedule: false,
  reindex: false,
  monitorVacuum: false,
};

const EVENT_QUEUE = {
  notify: true,
  deadLetter: DEAD_EVENTS,
  retryLimit: 1_000_000, // broker may be down for long
  retryBackoff: true,
  retryDelayMax: 30,
  expireInSeconds: 30,
  deleteAfterSeconds: 3_600,
};

/** Server makes the tables, and then the queue `runs`. It may start after drain: until then there is no work. */
export async function untilServerIsThere(database: Pool, stopping: AbortSignal): Promise<void> {
  while (!(await hasQueue(database))) await sleep(100, undefined, { signal: stopping });
}

async function hasQueue(database: Pool): Promise<boolean> {
  const table = await database.query<{ exists: boolean }>(
    `SELECT to_regclass('pgboss.queue') IS NOT NULL AS exists`,
  );
  if (!table.rows[0]?.exists) return false;
  const queue = await database.query('SELECT FROM pgboss.queue WHERE name = $1', [RUNS]);
  return queue.rowCount === 1;
}

/** One connection listens for new jobs, so that they are taken within milliseconds; two do the rest. */
export async function openQueues(config: Config, onError: (error: Error) => void): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: config.DATABASE_URL,
    application_name: 'drain queues',
    max: 2,
    useListenNotify: true,
    migrate: false,
    ...MAINTENANCE,
  });
  boss.on('error', onError);
  try {
    await boss.start();
    await boss.createQueue(DEAD_EVENTS, { deleteAfterSeconds: 0 });
    await boss.createQueue(EVENTS, EVENT_QUEUE);
    return boss;
  } catch (error) {
    await boss.stop({ graceful: false });
    throw error;
  }
}
