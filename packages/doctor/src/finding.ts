/** What is wrong, how that shows, and the one change that mends it. */
import { CAUSES, type Cause, type Stage } from './causes.ts';

export interface Finding {
  readonly stage: Stage;
  readonly cause: Cause;
  /** What it is about: a service, a hop, a protocol. */
  readonly about: string;
  /** What was seen, in a line. Never a header's value, nor anything else that is a secret. */
  readonly evidence: string;
  /** The one change that mends it. */
  readonly change: string;
  /** The services whose spans are missing because of it: nothing else needs to be said of them. */
  readonly services: readonly string[];
  /** How it has to be, perhaps: said, and no reason to fail. */
  readonly note?: true;
}

export const finding = (cause: Cause, rest: Omit<Finding, 'stage' | 'cause'>): Finding => ({
  stage: CAUSES[cause].stage,
  cause,
  ...rest,
});

/** Something that was looked at, and how it is. */
export interface Check {
  readonly stage: Stage;
  readonly name: string;
  readonly state: 'fine' | 'wrong' | 'skipped';
  readonly says: string;
}

export interface Report {
  /** What was examined, e.g. `the local system`. */
  readonly place: string;
  readonly checks: readonly Check[];
  readonly findings: readonly Finding[];
}

/** The names of some services, short: at most three. */
export function namesOf(services: readonly string[], all = Number.POSITIVE_INFINITY): string {
  if (services.length === all && all > 1) return 'all services';
  if (services.length <= 3) return services.join(', ');
  return `${services.slice(0, 2).join(', ')} and ${services.length - 2} more`;
}
