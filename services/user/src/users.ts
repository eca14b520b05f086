/** Users in Postgres. */
import { isOn, N_PLUS_ONE_CALLS } from '@tracewalk/faults';
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

interface Wanted {
  limit: number;
  /** Begin after this id. */
  after: number;
  /** What the name or the e-mail address holds, in upper or lower case; all users when it is empty. */
  part: string;
}

/** In the order of ids. A page begins after the last id of the one before, so pages stay stable while users come and go. */
export async function listUsers(database: Pool, { limit, after, part }: Wanted): Promise<UserPage> {
  const { rows } = await database.query<User>(
    `SELECT ${USER} FROM users.users
     WHERE id > $1 AND position(lower($3) in lower(name || ' ' || email)) > 0
     ORDER BY id LIMIT $2`,
    [after, limit + 1, part],
  );
  const page = rows.slice(0, limit);
  const users = (await isOn(N_PLUS_ONE_CALLS)) ? await oneByOne(database, page) : page;
  const last = users.at(-1);
  return { users, nextCursor: last && rows.length > limit ? cursorAfter(last.id) : null };
}

/** With the fault `n-plus-one-calls`: as if the list had only ids, and each user had to be looked up. */
async function oneByOne(database: Pool, page: User[]): Promise<User[]> {
  const users: User[] = [];
  for (const { id } of page) {
    const user = await findUser(database, id);
    if (user) users.push(user);
  }
  return users;
}

export async function findUser(database: Pool, id: number): Promise<User | undefined> {
  const { rows } = await database.query<User>(`SELECT ${USER} FROM users.users WHERE id = $1`, [id]);
  return rows[0];
}
