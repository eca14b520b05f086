import type { Pool, PoolClient } from 'pg';
import type { ConnectionOptions } from 'pg-boss';

/** Does some work in one transaction: all of it is there afterwards, or nothing of it. */
export async function transaction<T>(database: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await database.connect();
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

/** Has pg-boss write in the same transaction. */
export const inTransaction = (client: PoolClient): ConnectionOptions => ({
  db: { executeSql: (sql, values) => client.query(sql, values) },
});
