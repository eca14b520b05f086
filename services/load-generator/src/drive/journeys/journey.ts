/** What somebody does in a session: a request, then what the answer and their patience make of it. */
import { randomUUID } from 'node:crypto';
import type { Random } from '@tracewalk/trace-synth/random';
import type { Answer } from '../http/client.ts';

export interface Step {
  /** As a span of the server would be named: no ids in it. The report has a line for each. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** `events` go to the broker; anything else to the frontend. */
  readonly to?: 'events';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** What is a good answer; 200 unless said. Anything else ends the session. */
  readonly expect?: number;
  /** True when the journey reads the answer's body. */
  readonly reads?: boolean;
  /** How long the visitor looks at the answer, in seconds. */
  readonly think?: number;
}

/** Gets the answer to each step, and ends when the visitor leaves. */
export type Journey = (visitor: Visitor) => Generator<Step, void, Answer>;

/** As many as the system has: services/user/src/seed.ts. */
export const USERS = 1_000;
/** Some users are looked at far more often than others, so that profile's cache has hits as well as misses. */
const POPULARITY = 3;

/** One who visits: all that they choose comes from the seed and the number of their session. */
export class Visitor {
  readonly random: Random;
  /** Goes with every request as the baggage `session.id`. */
  readonly session: string;

  constructor(random: Random) {
    this.random = random;
    this.session = random.hex(16);
  }

  user(): number {
    return 1 + Math.floor(USERS * this.random.next() ** POPULARITY);
  }

  /** A time to think: mostly short, now and then long, never longer than five times the mean. In seconds. */
  pause(mean: number): number {
    return Math.min(5 * mean, -mean * Math.log(1 - this.random.next()));
  }

  /** New in every run: the system remembers the keys it has seen. */
  key(): string {
    return randomUUID();
  }
}
