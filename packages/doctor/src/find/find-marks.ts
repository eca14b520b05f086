/** Looks for marks: by their ids until they are there, then as people search. */
import type { QueryClient } from '@tracewalk/query-client';
import { microseconds } from '@tracewalk/trace-model';
import { setTimeout as wait } from 'node:timers/promises';
import { DOCTOR, type Mark } from '../carry/mark.ts';

const PERIOD = 150;
/** Around a mark; in ms. */
const WINDOW = 60_000;
const DAY = 86_400_000;

/** The ids of those that are there, at the latest when the patience is over. */
export async function findById(
  client: QueryClient,
  marks: readonly Mark[],
  patienceMs: number,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const end = Date.now() + patienceMs; ; await wait(PERIOD)) {
    const missing = marks.filter(({ traceId }) => !found.has(traceId));
    await Promise.all(
      missing.map(async ({ traceId }) => {
        if (await client.trace(traceId)) found.add(traceId);
      }),
    );
    if (found.size === marks.length || Date.now() > end) return found;
  }
}

export type Searched = 'now' | 'other time' | 'never';

/** Whether a search finds a mark: around the time at which it was made, around another time, or never. */
export async function search(client: QueryClient, mark: Mark, patienceMs: number): Promise<Searched> {
  for (const end = Date.now() + patienceMs; ; await wait(PERIOD)) {
    if (await isFound(client, mark, WINDOW)) return 'now';
    if (Date.now() > end) break;
  }
  return (await isFound(client, mark, 2 * DAY)) ? 'other time' : 'never';
}

async function isFound(client: QueryClient, { traceId, at }: Mark, around: number): Promise<boolean> {
  const [start, end] = [microseconds((at - around) * 1_000), microseconds((at + around) * 1_000)];
  const traces = await client.search({ service: DOCTOR, start, end, limit: 200 });
  return traces.some(({ id }) => id === traceId);
}
