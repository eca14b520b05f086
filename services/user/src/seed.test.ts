import { openDatabase } from '@tracewalk/service/postgres';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../../../test/setup/test-database.ts';
import { SCHEMA } from './schema.ts';
import { seedUsers, userOf } from './seed.ts';

const USERS = Array.from({ length: 1_000 }, (_, index) => userOf(index + 1));

describe('the users', () => {
  it('are the same on every machine', () => {
    expect([1, 2, 1_000].map((id) => userOf(id))).toMatchInlineSnapshot(`
      [
        {
          "email": "amara.adeyemi@example.com",
          "id": 1,
          "joined_on": "2019-04-08",
          "name": "Amara Adeyemi",
        },
        {
          "email": "bilal.muller@example.com",
          "id": 2,
          "joined_on": "2019-07-14",
          "name": "Bilal Müller",
        },
        {
          "email": "nikhil.muller@example.com",
          "id": 1000,
          "joined_on": "2024-06-23",
          "name": "Nikhil Müller",
        },
      ]
    `);
  });

  it('have names and addresses of their own', () => {
    expect(new Set(USERS.map(({ name }) => name)).size).toBe(1_000);
    expect(new Set(USERS.map(({ email }) => email)).size).toBe(1_000);
    expect(USERS.filter(({ email }) => !/^[a-z]+\.[a-z]+@example\.com$/.test(email))).toEqual([]);
  });

  it('are a thousand, and stay as they are at the next start', async () => {
    const database = await openDatabase({ url: await testDatabase(), service: 'user', schema: SCHEMA });
    await seedUsers(database);
    await database.query(`UPDATE users.users SET name = 'Somebody Else' WHERE id = 7`);
    await seedUsers(database);

    const { rows } = await database.query(
      `SELECT id, name, email, to_char(joined_on, 'YYYY-MM-DD') AS joined_on FROM users.users ORDER BY id`,
    );
    expect(rows).toEqual(USERS.with(6, { ...userOf(7), name: 'Somebody Else' }));
    await database.end();
  });
});
