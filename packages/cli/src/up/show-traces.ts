/** Follows the backend's live list: the first trace of each story is shown whole, then a line for each new trace. */
import { createQueryClient, liveTraces, type LiveTrace } from '@tracewalk/query-client';
import type { Story } from './catalog.ts';
import type { Printer } from './printer.ts';

/** A trace belongs to the story of the service it began in, and shows it whole once this service has taken part. */
const STORY_OF: Record<string, { story: Story; whole: string }> = {
  frontend: { story: 'request', whole: 'profile' },
  scheduler: { story: 'job', whole: 'event-display' },
  heartbeats: { story: 'event', whole: 'coinflip' },
};

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
    const first = firstOf(live, missing);
    const trace = await client.trace(live.traceID).catch(() => undefined);
    if (!trace) continue;
    shown.add(live.traceID);
    if (shown.size > 1_000) shown.clear();
    if (first) {
      missing.delete(first);
      printer.firstTrace(first, trace, performance.now() - begin);
    } else {
      printer.trace(trace);
    }
  }
}

function firstOf(live: LiveTrace, missing: Set<Story>): Story | undefined {
  const known = STORY_OF[live.rootService];
  if (!known || !missing.has(known.story)) return undefined;
  return live.services.includes(known.whole) ? known.story : undefined;
}
