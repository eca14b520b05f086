import type { Pool, PoolClient } from 'pg';

/** Does some work in one transaction: all of it is there afterwards, or nothing of it. */
export async function transaction<T>(database: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await database.connect();
  // A connection that breaks fails its query as well; unheard, the event would end the process.
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(ignore);
    throw error;
  } finally {
    client.off('error', ignore);
    client.release();
  }
}

const ignore = () => undefined;
