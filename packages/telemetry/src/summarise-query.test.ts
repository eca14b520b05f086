import { describe, expect, it } from 'vitest';
import { summariseQuery } from './summarise-query.ts';

describe('summariseQuery', () => {
  it.each([
    ['SELECT 1', 'SELECT'],
    ['select id from users.users where id = $1', 'SELECT users.users'],
    ['SELECT id,\n       name\n  FROM profiles\n WHERE id = $1', 'SELECT profiles'],
    ['INSERT INTO runs.runs (id) VALUES ($1)', 'INSERT runs.runs'],
    ['INSERT INTO runs.runs SELECT id FROM runs.old', 'INSERT runs.runs'],
    ['UPDATE runs SET state = $1 WHERE id = $2', 'UPDATE runs'],
    ['UPDATE ONLY runs SET state = $1', 'UPDATE runs'],
    ['DELETE FROM runs WHERE id = $1', 'DELETE runs'],
    ['SELECT * FROM ONLY runs', 'SELECT runs'],
    ['SELECT u.id FROM users.users u JOIN profiles p ON p.id = u.id', 'SELECT users.users'],
    ['SELECT "id" FROM "Users"."users"', 'SELECT Users.users'],
    [`SELECT 'deleted from accounts' FROM notes`, 'SELECT notes'],
    ['SELECT extract(epoch FROM finished_at) FROM runs', 'SELECT runs'],
    ['-- update the list\nSELECT id FROM users', 'SELECT users'],
    ['/* insert into x */ SELECT id FROM users', 'SELECT users'],
    ['SELECT id FROM jobs FOR UPDATE SKIP LOCKED', 'SELECT jobs'],
    ['WITH next AS (SELECT id FROM job FOR UPDATE SKIP LOCKED) UPDATE job SET n = 1 FROM next', 'UPDATE job'],
    ['WITH next AS (SELECT id FROM job FOR UPDATE) DELETE FROM old USING next', 'DELETE old'],
    [
      'WITH ins AS (INSERT INTO boss.job (id) VALUES ($1) RETURNING id) SELECT id FROM ins',
      'INSERT boss.job',
    ],
    ['WITH recent AS (SELECT id FROM runs) SELECT count(*) FROM recent', 'SELECT recent'],
    ['SELECT n FROM (SELECT count(*) AS n FROM runs) AS counted', 'SELECT'],
    ['BEGIN', 'BEGIN'],
    ['begin isolation level serializable', 'BEGIN'],
    ['COMMIT', 'COMMIT'],
    ['ROLLBACK', 'ROLLBACK'],
    ['LISTEN runs', 'LISTEN'],
    [`NOTIFY runs, 'payload'`, 'NOTIFY'],
    ['VACUUM', 'QUERY'],
    ['', 'QUERY'],
  ])('names %j as %j', (query, summary) => {
    expect(summariseQuery(query).summary).toBe(summary);
  });

  it('tells the operation from the collection', () => {
    expect(summariseQuery('select 1 from users.users')).toEqual({
      operation: 'SELECT',
      collection: 'users.users',
      summary: 'SELECT users.users',
    });
  });

  it('never holds a value or a line break', () => {
    const { summary } = summariseQuery(`SELECT id\nFROM users\nWHERE name = 'hunter2'`);
    expect(summary).toBe('SELECT users');
  });

  it('reads a query of a megabyte as fast as a short one', () => {
    const begun = performance.now();
    summariseQuery(`INSERT INTO runs VALUES ${'(1), '.repeat(200_000)}`);
    summariseQuery('/*'.repeat(500_000));
    summariseQuery(`'${`''`.repeat(500_000)}`);
    expect(performance.now() - begun).toBeLessThan(100);
  });
});
