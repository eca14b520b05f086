/** What goes wrong here while a fault is set (packages/faults); without one none of this does anything. */
import { RETRY_STORM, strengthOf } from '@tracewalk/faults';
import { Problem } from '@tracewalk/service';
import type { Pool } from 'pg';
import { findProfile, type Profile } from './profiles.ts';

/**
 * `cache-stampede`: everything in the cache has expired at once, so all of it is loaded again, and whoever asks waits for all
 * of it. The pool has four connections: each query waits for one, and has no span until then.
 */
export async function reloadAll(database: Pool, id: number, count: number): Promise<Profile | undefined> {
  const ids = Array.from({ length: count }, (_, index) => id + index);
  const [profile] = await Promise.all(ids.map((each) => findProfile(database, each)));
  return profile;
}

/** `retry-storm`: too much to do, so this request is refused. What the caller makes of that is in user. */
export async function refuseInStorm(): Promise<void> {
  if ((await strengthOf(RETRY_STORM)) > 0) throw new Problem(503, 'Cannot answer now: too many requests');
}
