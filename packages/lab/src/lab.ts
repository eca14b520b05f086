/**
 * What a lab is.
 *
 * A lab is a folder `labs/<nn-name>`: `README.md` (story and task), `hints.md` (three), `solution.md` (what the trace shows, and
 * why), and `lab.ts`, which is this. A lab in which code is edited has `start/` as well, copied to `lab-work/<nn-name>` when
 * the lab starts, and `solution.patch` for that copy.
 */
import type { QueryClient } from '@tracewalk/query-client';
import type { Microseconds, Trace } from '@tracewalk/trace-model';

export interface Lab {
  /** What one can do afterwards, e.g. `Find the slow hop`. */
  readonly title: string;
  /** How long it takes somebody who has done the ones before. */
  readonly minutes: number;
  /** Faults that are set while the lab is on, for the attendee's requests where there is an attendee. */
  readonly faults?: readonly string[];
  /** What the learner has to find out; asked for by `lab check`, or given as `--answer name=value`. */
  readonly questions?: Readonly<Record<string, string>>;
  /** The learner's own program, in `lab-work/<nn-name>`; `tracewalk lab run` starts it, and again after each change. */
  readonly program?: Program;
  /** What must be true, in the order in which one gets there. The first that is not is what is still missing. */
  readonly steps: readonly Step[];
}

export interface Program {
  /** Arguments of Node, e.g. `['--import', '@tracewalk/telemetry/register', 'app.ts']`; settings are in the folder's `.env`. */
  readonly arguments: readonly string[];
  /** Where it listens on a laptop, without a port offset. */
  readonly port: number;
}

export interface Step {
  /** What is true when it is done, e.g. `The trace that you name began after the lab did`. */
  readonly says: string;
  /** Undefined when it is true. Otherwise what is missing, in a sentence that helps without giving the answer away. */
  readonly check: (attempt: Attempt) => Promise<string | undefined> | string | undefined;
}

/** What a check may look at: the traces, the answers, the learner's folder. Nothing else. */
export interface Attempt {
  readonly traces: QueryClient;
  /** Where the system's page is. */
  readonly frontendUrl: string;
  /** When the lab began, since the epoch: earlier traces do not count. */
  readonly since: Microseconds;
  /** Whose requests count, by baggage; undefined when one person has the system alone. */
  readonly attendee?: string;
  readonly answers: Readonly<Record<string, string>>;
  /** The learner's copy of `start/`. */
  readonly folder: string;
  /** Where the lab's program listens; undefined when it has none. */
  readonly programUrl?: string;
  /** Traces of a service since the lab began, of the attendee where there is one; the latest first. */
  readonly recent: (service: string, options?: RecentOptions) => Promise<Trace[]>;
}

export interface RecentOptions {
  readonly operation?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** 50 unless told. */
  readonly limit?: number;
}

/** How the test of a lab solves it: finds the answers in the traces as a learner would, and does what has to be done. */
export type Solve = (attempt: Attempt, hands: Hands) => Promise<Readonly<Record<string, string>>>;

/** What a learner does beside asking. */
export interface Hands {
  /** Stops the lab's program and starts it again. */
  readonly restart: () => Promise<void>;
}

/** Gives a lab its type. */
export const defineLab = (lab: Lab): Lab => lab;
