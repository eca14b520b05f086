/** A mark that an earlier run left: whether it is still kept. Remembered in a file, one for each place. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { QueryClient } from '@tracewalk/query-client';
import { finding, type Check, type Finding } from '../finding.ts';
import type { Place } from '../place.ts';

interface Remembered {
  readonly traceId: string;
  /** Since the epoch; in ms. */
  readonly at: number;
}

/** A file that is not there, or damaged, remembers nothing. */
export function earlierMark(file: string, key: string): Remembered | undefined {
  const { traceId, at } = (readMarks(file)[key] ?? {}) as Partial<Remembered>;
  return typeof at === 'number' && /^[0-9a-f]{32}$/.test(traceId ?? '')
    ? { traceId: traceId ?? '', at }
    : undefined;
}

/** A folder that cannot be written is said, and is no reason to fail: only the next run knows less. */
export function rememberMark(file: string, key: string, { traceId, at }: Remembered): Check[] {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...readMarks(file), [key]: { traceId, at } })}\n`);
    return [];
  } catch (error) {
    const says = `${file} cannot be written (${(error as NodeJS.ErrnoException).code}): the next run will not know these`;
    return [{ stage: 'found', name: 'memory', state: 'skipped', says }];
  }
}

function readMarks(file: string): Record<string, unknown> {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** A note, not a failure: a storage in memory is made so. The next run looks for a new mark. */
export async function checkEarlier(
  place: Place,
  client: QueryClient,
  mark: Remembered | undefined,
): Promise<{ check: Check; finding?: Finding }> {
  const check = { stage: 'found', name: 'earlier mark' } as const;
  if (!mark)
    return { check: { ...check, state: 'skipped', says: 'this is the first look: the next one knows' } };
  const age = ago(Date.now() - mark.at);
  if (await client.trace(mark.traceId))
    return { check: { ...check, state: 'fine', says: `of ${age} ago, still kept` } };
  return {
    check: { ...check, state: 'skipped', says: `of ${age} ago, gone` },
    finding: await whyGone(place, mark, age),
  };
}

async function whyGone(place: Place, { at }: Remembered, age: string): Promise<Finding> {
  const evidence = `the mark of ${age} ago is gone, those of now are found`;
  const note = { about: 'traces', services: [], note: true } as const;
  const stats = await readStats(place.query);
  const { storageStarted } = place;
  if (stats && stats.evictedSpans > 0) {
    const change = 'nothing, or give it more memory: tracewalk backend --max-bytes';
    return finding('evicted', {
      ...note,
      evidence: `${evidence}; ${stats.evictedSpans} spans were evicted`,
      change,
    });
  }
  if (stats || (storageStarted && storageStarted.getTime() > at)) {
    const since = storageStarted ? `; it started ${ago(Date.now() - storageStarted.getTime())} ago` : '';
    const change =
      'nothing, if they need not outlive a restart; else a storage that persists (tracewalk backend --file, k8s/components/badger)';
    return finding('restarted', { ...note, evidence: evidence + since, change });
  }
  const change =
    'nothing, if that is as long as traces are meant to be kept; else raise the retention of the storage';
  return finding('retention', { ...note, evidence, change });
}

/** Only the local backend has it. */
async function readStats(query: URL | undefined): Promise<{ evictedSpans: number } | undefined> {
  if (!query) return undefined;
  try {
    const response = await fetch(new URL('/api/stats', query), { signal: AbortSignal.timeout(2_000) });
    const { evictedSpans } = (await response.json()) as { evictedSpans?: unknown };
    return typeof evictedSpans === 'number' ? { evictedSpans } : undefined;
  } catch {
    return undefined;
  }
}

function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 2) return `${Math.round(ms / 1_000)} s`;
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 2_880 ? `${Math.round(minutes / 60)} hours` : `${Math.round(minutes / 1_440)} days`;
}
