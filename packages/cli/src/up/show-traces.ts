/** Follows the backend's live list: the first trace of each story is shown whole, then a line for each new trace. */
import { createQueryClient, liveTraces } from '@tracewalk/query-client';
import type { Story } from './catalog.ts';
import type { Printer } from './printer.ts';

/** A trace belongs to the story of the service it began in, and shows it whole once this service has taken part. */
const STORY_OF: Record<string, { story: Story; whole: string }> = {
  frontend: { story: 'request', whole: 'profile' },
  scheduler: { story: 'job', whole: 'event-display' },
  heartbeats: { story: 'event', whole: 'coinflip' },
};

/** Traces that are announced again are not shown again; so many are remembered. */
const REMEMBERED = 1_000;

export async function showTraces(
  api: string,
  stories: readonly Story[],
  printer: Printer,
  begin: number,
  signal: AbortSignal,
): Promise<void> {
  const client = createQueryClient(api);
  const missing = new Set<Story>(stories);
  const shown = new Set<string>();
  for await (const live of liveTraces(api, signal)) {
    if (shown.has(live.traceID)) continue;
    const known = STORY_OF[live.rootService];
    const first = known !== undefined && missing.has(known.story);
    // More of it is still to come; then it is announced again.
    if (first && !live.services.includes(known.whole)) continue;
    const trace = await client.trace(live.traceID).catch(() => undefined);
    if (!trace) continue;
    if (shown.size >= REMEMBERED) shown.clear();
    shown.add(live.traceID);
    if (first) {
      missing.delete(known.story);
      printer.firstTrace(known.story, trace, performance.now() - begin);
    } else {
      printer.trace(trace);
    }
  }
}
