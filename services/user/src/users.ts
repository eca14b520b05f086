/** Users in Postgres. */
import type { Pool } from 'pg';

export interface User {
  id: number;
  name: string;
  email: string;
  joinedOn: string;
}

const USER = `id, name, email, to_char(joined_on, 'YYYY-MM-DD') AS "joinedOn"`;

export interface UserPage {
  users: User[];
  /** Where the next page begins; null on the last. */
  nextCursor: string | null;
}

/** By id. The cursor is the last id, so pages stay stable while users come and go. */
export async function listUsers(database: Pool, limit: number, after: number): Promise<UserPage> {
  const { rows } = await database.query<User>(
    `SELECT ${USER} FROM users.users WHERE id > $1 ORDER BY id LIMIT $2`,
    [after, limit + 1],
  );
  const users = rows.slice(0, limit);
  return { users, nextCursor: rows.length > limit ? String(users.at(-1)?.id) : null };
}

export async function findUser(database: Pool, id: number): Promise<User | undefined> {
  const { rows } = await database.query<User>(`SELECT ${USER} FROM users.users WHERE id = $1`, [id]);
  return rows[0];
}
