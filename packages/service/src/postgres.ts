/** A service's own schema in the shared Postgres. */
import { AsyncResource } from 'node:async_hooks';
import { Pool, type PoolClient } from 'pg';
import { awaitPostgres, reason } from './await-postgres.ts';

export interface DatabaseSettings {
  url: string;
  /** Names the connections, so that `pg_stat_activity` shows whose they are. */
  service: string;
  /** Run at every start, so each statement must be harmless when it has run before. */
  schema: string;
  /** How long Postgres may take to be there, in ms. */
  patience?: number;
}

const PATIENCE = 30_000;

/** Opens a small pool, once the schema is there. Replicas that start together wait for each other. */
export async function openDatabase({
  url,
  service,
  schema,
  patience = PATIENCE,
}: DatabaseSettings): Promise<Pool> {
  const pool = new ServicePool({
    connectionString: url,
    application_name: service,
    max: 4,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 10_000,
  });
  // A connection that breaks while idle is replaced at the next query; unheard, this event would end the process.
  pool.on('error', () => undefined);
  // The same for one that breaks while it is lent out for a transaction: the query under way fails, and that is enough.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await awaitPostgres(pool, service, patience);
    await migrate(pool, schema);
    return pool;
  } catch (error) {
    await pool.end();
    throw new Error(`Cannot open the database of ${service}: ${reason(error)}`, { cause: error });
  }
}

type Connected = (error: Error | undefined, client?: PoolClient, release?: () => void) => void;

/**
 * A query that has to wait for a connection is sent by whoever gives one back, and so its span would be in that one's trace.
 * Here it goes on as what it was when it was asked for.
 */
class ServicePool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<PoolClient> | void {
    return callback ? super.connect(AsyncResource.bind(callback)) : super.connect();
  }
}

const migrate = (pool: Pool, schema: string): Promise<void> =>
  transaction(pool, async (client) => {
    await client.query(`SELECT pg_advisory_xact_lock(hashtext('tracewalk schema'))`);
    await client.query(schema);
  });

/** Does some work in one transaction: all of it is there afterwards, or nothing of it. */
export async function transaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // Fails as well when the connection broke; the first error is the one to tell.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
