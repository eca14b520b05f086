import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../../../../test/setup/free-port.ts';
import { type Postgres, postgresUrl, startPostgres } from './start.ts';

describe('startPostgres()', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracewalk-postgres-'));
  const data = join(folder, 'data');
  let port: number;
  let running: Postgres | undefined;

  beforeEach(async () => (port = await freePort()));
  afterEach(() => running?.stop());
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = async () => (running = await startPostgres({ data, port }));

  async function query(sql: string): Promise<unknown[]> {
    const client = new Client({ connectionString: postgresUrl(data, port) });
    // A server that is killed takes its connections with it.
    client.on('error', () => undefined);
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    await client.end();
    return rows;
  }

  describe('on a folder of its own', () => {
    beforeAll(async () => {
      port = await freePort();
      await start();
      await query('CREATE TABLE kept (word text)');
      await query(`INSERT INTO kept VALUES ('first')`);
      await running?.stop();
    });

    it('serves the database again that it made before, at the address that was known beforehand', async () => {
      const { url } = await start();
      expect(url).toBe(postgresUrl(data, port));
      expect(await query('SELECT word FROM kept')).toContainEqual({ word: 'first' });
    });

    it('asks for the password', async () => {
      await start();
      const client = new Client({ connectionString: `postgres://postgres:no@127.0.0.1:${port}/tracewalk` });
      await expect(client.connect()).rejects.toThrow('password authentication failed');
    });

    it('stops in order, once, however often it is asked', async () => {
      const postgres = await start();
      await Promise.all([postgres.stop(), postgres.stop()]);
      await postgres.ended;
      expect(isRunning(postgres.pid)).toBe(false);
      expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
    });

    it('says that it has ended when something killed it, and has every row after the next start', async () => {
      const { pid, ended } = await start();
      await query(`INSERT INTO kept VALUES ('just now')`);
      process.kill(pid, 'SIGKILL');
      await ended;
      await start();
      expect(await query('SELECT word FROM kept')).toContainEqual({ word: 'just now' });
    });

    it('ends the one that a killed run left running in the same folder', async () => {
      const left = await start();
      port = await freePort();
      await start();
      await left.ended;
      expect(isRunning(left.pid)).toBe(false);
      expect(await query('SELECT word FROM kept')).toContainEqual({ word: 'first' });
    });

    it('leaves the process alone that has the id of one which has long gone', async () => {
      writeFileSync(join(data, 'postgres/postmaster.pid'), `${process.ppid}\n/elsewhere\n`);
      await start();
      expect(isRunning(process.ppid)).toBe(true);
    });

    it('says at once what the matter is with files of another version', async () => {
      const other = join(folder, 'other');
      spawnSync('cp', ['-a', data, other]); // with owner and permissions, or Postgres would complain of these
      writeFileSync(join(other, 'postgres/PG_VERSION'), '15\n');
      const begin = performance.now();
      await expect(startPostgres({ data: other, port })).rejects.toThrow(
        /^Cannot start Postgres in .*other\/postgres: The data directory was initialized by PostgreSQL version 15, which is not compatible with this version 18\S* Pass another --data to begin anew$/,
      );
      expect(performance.now() - begin).toBeLessThan(5_000);
    });
  });

  it('touches no files of anybody else', async () => {
    const mine = join(folder, 'mine');
    mkdirSync(join(mine, 'postgres'), { recursive: true });
    writeFileSync(join(mine, 'postgres/notes.txt'), 'mine');
    await expect(startPostgres({ data: mine, port })).rejects.toThrow(
      `Cannot create the database in ${mine}/postgres: other files are there. Pass another --data`,
    );
    expect(readFileSync(join(mine, 'postgres/notes.txt'), 'utf8')).toBe('mine');
  });

  it.each([0, 300])(
    'gives up the start after %i ms, leaves nothing running, and starts later',
    async (ms) => {
      const fresh = join(folder, `fresh-${ms}`);
      const signal = AbortSignal.timeout(ms);
      await expect(startPostgres({ data: fresh, port, signal })).rejects.toThrow(/aborted/);
      expect(spawnSync('ps', ['-eo', 'args='], { encoding: 'utf8' }).stdout).not.toContain(fresh);
      await (await startPostgres({ data: fresh, port })).stop();
    },
  );
});

function isRunning(pid: number): boolean {
  return spawnSync('ps', ['-p', String(pid)]).status === 0;
}
