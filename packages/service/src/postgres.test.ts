import { AsyncLocalStorage } from 'node:async_hooks';
import { connect, createServer } from 'node:net';
import { pipeline } from 'node:stream';
import { Client } from 'pg';
import { describe, expect, it, vi } from 'vitest';
import { freePort } from '../../../test/setup/free-port.ts';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { openDatabase } from './postgres.ts';

const SCHEMA =
  'CREATE SCHEMA IF NOT EXISTS example; CREATE TABLE IF NOT EXISTS example.things (id int PRIMARY KEY)';

describe('openDatabase', () => {
  it('makes the schema, and leaves what is there at the next start', async () => {
    const url = await testDatabase();
    const first = await openDatabase({ url, service: 'example', schema: SCHEMA });
    await first.query('INSERT INTO example.things VALUES (1)');
    await first.end();

    const second = await openDatabase({ url, service: 'example', schema: SCHEMA });
    expect((await second.query('SELECT id FROM example.things')).rows).toEqual([{ id: 1 }]);
    await second.end();
  });

  it('goes on in the context of who asked, also where a query has to wait for a connection', async () => {
    const pool = await openDatabase({ url: await testDatabase(), service: 'example', schema: SCHEMA });
    const asking = new AsyncLocalStorage<number>();
    const sent = (number: number) =>
      asking.run(
        number,
        () =>
          new Promise<number | undefined>((resolve) =>
            pool.connect((_error, client, done) => {
              resolve(asking.getStore());
              void client?.query('SELECT pg_sleep(0.01)').finally(() => done());
            }),
          ),
      );
    const numbers = Array.from({ length: 12 }, (_, index) => index);

    expect(await Promise.all(numbers.map(sent))).toEqual(numbers);
    await pool.end();
  });

  it('starts replicas at the same time', async () => {
    const url = await testDatabase();
    const pools = await Promise.all(
      Array.from({ length: 6 }, () => openDatabase({ url, service: 'example', schema: SCHEMA })),
    );
    expect(pools).toHaveLength(6);
    await Promise.all(pools.map((pool) => pool.end()));
  });

  it('waits for a Postgres that is not there yet, and says so once', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const url = new URL(await testDatabase());
    const target = { host: url.hostname, port: Number(url.port) };
    url.port = String(await freePort());
    const opening = openDatabase({ url: url.href, service: 'example', schema: SCHEMA });
    await vi.waitFor(() => expect(said).toHaveBeenCalled(), 5_000);
    expect(said.mock.lastCall).toEqual([
      `Waiting for the database of example: connect ECONNREFUSED ${url.host}`,
    ]);

    const late = createServer((socket) => pipeline(socket, connect(target), socket, () => undefined));
    late.listen(Number(url.port), '127.0.0.1');
    const pool = await opening;
    expect(said).toHaveBeenCalledOnce();
    await pool.end();
    late.close();
    said.mockRestore();
  });

  it('does not wait when Postgres has answered', async () => {
    const url = (await testDatabase()).replace(/[^/]+$/, 'nowhere');
    const begin = performance.now();
    await expect(openDatabase({ url, service: 'example', schema: SCHEMA })).rejects.toThrow(
      'Cannot open the database of example: database "nowhere" does not exist',
    );
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it('names its connections after the service', async () => {
    const pool = await openDatabase({ url: await testDatabase(), service: 'example', schema: SCHEMA });
    const { rows } = await pool.query(`SELECT current_setting('application_name') AS name`);
    expect(rows).toEqual([{ name: 'example' }]);
    await pool.end();
  });

  it('says whose database cannot be reached, and keeps the password to itself', async () => {
    const url = `postgres://someone:hunter2@127.0.0.1:${await freePort()}/tracewalk`;
    const error = await openDatabase({ url, service: 'example', schema: SCHEMA, patience: 0 }).catch(
      (thrown: Error) => thrown,
    );

    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^Cannot open the database of example: connect ECONNREFUSED/);
    expect(`${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  it.each(['postgres://someone:hunter2@[bad/tracewalk', 'postgres://someone:hunter2@127.0.0.1:99999999/x'])(
    'keeps the password of a URL it cannot read to itself: %s',
    async (url) => {
      const error = await openDatabase({ url, service: 'example', schema: SCHEMA }).catch(
        (thrown: Error) => thrown,
      );
      expect((error as Error).message).toMatch(/^Cannot open the database of example: /);
      expect((error as Error).message).not.toContain('hunter2');
      expect(JSON.stringify((error as Error).cause)).not.toContain('hunter2');
    },
  );

  it('says what is wrong with a schema, and leaves nothing of it behind', async () => {
    const url = await testDatabase();
    const schema = 'CREATE TABLE half (id int); CREATE NONSENSE';
    await expect(openDatabase({ url, service: 'example', schema })).rejects.toThrow(
      'Cannot open the database of example: syntax error',
    );

    const client = new Client({ connectionString: url });
    await client.connect();
    expect((await client.query(`SELECT to_regclass('half') AS half`)).rows).toEqual([{ half: null }]);
    await client.end();
  });

  it('outlives a connection that breaks, idle or within a transaction', async () => {
    const url = await testDatabase();
    const pool = await openDatabase({ url, service: 'example', schema: SCHEMA });
    const client = await pool.connect();
    await client.query('BEGIN');
    const other = new Client({ connectionString: url });
    await other.connect();
    const closed = new Promise((resolve) => client.once('end', () => resolve(undefined)));
    await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`);
    await closed;

    await expect(client.query('SELECT 1')).rejects.toThrow('not queryable');
    client.release(true);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await other.end();
    await pool.end();
  });
});
