/** Profiles in Postgres. */
import { SLOW_PROFILE_QUERY, strengthOf } from '@tracewalk/faults';
import type { Pool } from 'pg';

export interface Profile {
  id: number;
  title: string;
  department: string;
  location: string;
  bio: string;
  color: string;
}

const QUERY = 'SELECT * FROM profile.profiles WHERE id = $1';
/** With the fault `slow-profile-query`. `db.query.text` shows what takes so long. */
const SLOW_QUERY = 'SELECT p.* FROM profile.profiles p, pg_sleep($2) WHERE p.id = $1';

export async function findProfile(database: Pool, id: number): Promise<Profile | undefined> {
  const pause = await strengthOf(SLOW_PROFILE_QUERY);
  const { rows } =
    pause > 0
      ? await database.query<Profile>(SLOW_QUERY, [id, pause / 1_000])
      : await database.query<Profile>(QUERY, [id]);
  return rows[0];
}
