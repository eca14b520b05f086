import { microseconds } from '@tracewalk/trace-model';
import type { Solve } from '@tracewalk/lab';
import { eventually } from '@tracewalk/lab/solving';
import { JOB } from './lab.ts';

const DAY = 86_400_000_000;

/** Looks at services that have no name, and far back. */
export const solve: Solve = async (attempt) => {
  await fetch(attempt.programUrl ?? '');
  return eventually('the trace of the books', async () => {
    const services = await attempt.traces.services();
    const unnamed = services.find((service) => service.startsWith('unknown_service'));
    if (!unnamed) return undefined;
    const start = microseconds(Date.now() * 1_000 - 7 * DAY);
    const found = await attempt.traces.search({ service: unnamed, operation: JOB, start });
    const [trace] = found;
    if (!trace) return undefined;
    return {
      trace: trace.id,
      service: unnamed,
      hours: String(Math.round((Date.now() * 1_000 - trace.start) / 3_600_000_000)),
      entries: String(trace.nodes[0]?.span.attributes['app.books.entries']),
    };
  });
};
