/** What a check looks at, from where the learner stands. */
import { createQueryClient } from '@tracewalk/query-client';
import type { Microseconds } from '@tracewalk/trace-model';
import type { Attempt } from './lab.ts';

export interface AttemptOptions {
  readonly queryUrl: string;
  readonly frontendUrl: string;
  readonly since: Microseconds;
  readonly attendee?: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly programUrl?: string;
}

/** The attribute that services copy the attendee's name to, from baggage. */
const ATTENDEE = 'demo.attendee';

export function createAttempt({ queryUrl, ...given }: AttemptOptions): Attempt {
  const traces = createQueryClient(queryUrl);
  return {
    ...given,
    traces,
    recent: async (service, { operation, tags, limit = 50 } = {}) => {
      // Whose program it is needs no telling: it is the learner's own.
      const attendee = given.programUrl ? undefined : given.attendee;
      const own = attendee === undefined ? undefined : { [ATTENDEE]: attendee };
      const search = { service, operation, tags: { ...own, ...tags }, start: given.since, limit };
      return (await traces.search(search)).filter((trace) => trace.start >= given.since);
    },
  };
}
