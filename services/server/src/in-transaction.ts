import type { PoolClient } from 'pg';
import type { ConnectionOptions } from 'pg-boss';

/** Has pg-boss write in the caller's transaction. */
export const inTransaction = (client: PoolClient): ConnectionOptions => ({
  db: { executeSql: (sql, values) => client.query(sql, values) },
});
