import { Client } from 'pg';
import { inject } from 'vitest';

/** The address of a new, empty database in the test run's Postgres. */
export async function testDatabase(): Promise<string> {
  const server = inject('databaseUrl');
  const name = `test_${crypto.randomUUID().replaceAll('-', '')}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  return server.replace(/[^/]+$/, name);
}
