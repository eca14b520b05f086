/**
 * Looks at a run every now and then, and tells what has changed, until it is over.
 *
 * To ask is not part of any story: whoever looks leaves no span, neither here nor at server (unsampled.ts).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventFeed } from './event-feed.ts';
import { type RunUpdate, runUpdate } from './run-pages.ts';
import type { RunOnItsWay } from './run-steps.ts';
import { unsampled } from './unsampled.ts';
import { type Ask, bodyOf } from './upstreams.ts';

/** At first a run changes from moment to moment; one that waits for another attempt takes seconds. */
const PERIOD_MS = { first: 200, longest: 3_000, growth: 1.1 };
/** Nobody looks at one page for longer. */
const WATCH_AT_MOST_MS = 15 * 60_000;

/** A run as server knows it, with what the feed has heard of its end. */
export const runReader =
  (server: Ask, feed: EventFeed): ((id: string, headers?: Record<string, string>) => Promise<RunOnItsWay>) =>
  async (id, headers) => {
    const run = bodyOf<RunOnItsWay>(await server(`/runs/${id}`, { headers }));
    const shown = feed.recent().find((event) => event.kind === 'run' && event.runId === id);
    return { ...run, followed: feed.state === 'live', shownAt: shown?.receivedAt };
  };

/** Rejects never: trouble is told like everything else, and the next look may be better. */
export async function watchRun(
  read: ReturnType<typeof runReader>,
  { id, tell, signal }: { id: string; tell: (update: RunUpdate) => void; signal: AbortSignal },
): Promise<void> {
  const until = performance.now() + WATCH_AT_MOST_MS;
  let told = '';
  let run: RunOnItsWay | undefined;
  for (let period = PERIOD_MS.first; !signal.aborted && performance.now() < until;) {
    try {
      run = await read(id, unsampled());
    } catch (error) {
      run &&= { ...run, trouble: (error as Error).message };
    }
    if (signal.aborted) return;
    if (run) {
      const update = runUpdate(run);
      const text = JSON.stringify(update);
      if (text !== told) tell(update);
      told = text;
      if (update.over) return;
    }
    await sleep(period, undefined, { signal }).catch(() => undefined);
    period = Math.min(period * PERIOD_MS.growth, PERIOD_MS.longest);
  }
}
