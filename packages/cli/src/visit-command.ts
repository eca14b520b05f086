/** `tracewalk visit`: the gentle load alone, for where the services run without it. */
import { gentleLoad } from './up/gentle-load.ts';

/** Goes on until SIGTERM or SIGINT. */
export async function visit(frontend: string): Promise<void> {
  const over = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => over.abort());
  console.log(`Somebody opens a profile at ${frontend} every second.`);
  await gentleLoad(frontend, over.signal);
}
