/** Users in Postgres. */
import type { Pool } from 'pg';
import { z } from 'zod';

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

/** Opaque to callers, so that the order of the list may change one day: the last id, in base64url. */
const cursorAfter = (id: number): string => Buffer.from(`id:${id}`).toString('base64url');

/** Reads a cursor back to that id; 0 without one. */
export const CURSOR = z
  .string()
  .max(32)
  .transform((cursor) => /^id:([1-9]\d{0,8})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1])
  .refine((id) => id !== undefined, 'expected a nextCursor of an earlier answer')
  .transform(Number)
  .default(0);

/** In the order of ids. A page begins after the last id of the one before, so pages stay stable while users come and go. */
export async function listUsers(database: Pool, limit: number, after: number): Promise<UserPage> {
  const { rows } = await database.query<User>(
    `SELECT ${USER} FROM users.users WHERE id > $1 ORDER BY id LIMIT $2`,
    [after, limit + 1],
  );
  const users = rows.slice(0, limit);
  const last = users.at(-1);
  return { users, nextCursor: last && rows.length > limit ? cursorAfter(last.id) : null };
}

export async function findUser(database: Pool, id: number): Promise<User | undefined> {
  const { rows } = await database.query<User>(`SELECT ${USER} FROM users.users WHERE id = $1`, [id]);
  return rows[0];
}
