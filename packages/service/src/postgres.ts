/** A service's own schema in the shared Postgres. */
import { Pool } from 'pg';

export interface DatabaseSettings {
  url: string;
  /** Names the connections, so that `pg_stat_activity` shows whose they are. */
  service: string;
  /** Run at every start, so each statement must be harmless when it has run before. */
  schema: string;
}

/** Opens a small pool, once the schema is there. Replicas that start together wait for each other. */
export async function openDatabase({ url, service, schema }: DatabaseSettings): Promise<Pool> {
  const pool = new Pool({
    connectionString: url,
    application_name: service,
    max: 4,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
  });
  // A connection that breaks while idle is replaced at the next query; unheard, this event would end the process.
  pool.on('error', () => undefined);
  try {
    await migrate(pool, schema);
    return pool;
  } catch (error) {
    await pool.end();
    throw new Error(`Cannot open the database of ${service}: ${(error as Error).message}`, { cause: error });
  }
}

async function migrate(pool: Pool, schema: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('tracewalk schema'))`);
    await client.query(schema);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
