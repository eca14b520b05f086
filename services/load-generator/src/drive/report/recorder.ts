/** Counts while a drive goes on. */
import type { Answer } from '../http/client.ts';
import type { Step } from '../journeys/journey.ts';
import { type ErrorKind, SLOWEST, type SlowRequest, type StepReport } from './drive-report.ts';
import { Latencies } from './latencies.ts';
import { Slices } from './slices.ts';

/** A server may invent any number of ways to fail; so many are told apart. */
const MAX_KINDS = 200;

export interface Outcome {
  step: Step;
  traceId: string;
  /** When it was due and when it was over, in ms from the start. */
  scheduled: number;
  ended: number;
  answer: Answer | undefined;
  /** Why there is no answer. */
  failure: string;
}

interface StepCounts {
  count: number;
  errors: number;
  latencies: Latencies;
}

export const DEADLINE = 'no answer within the deadline';

export class Recorder {
  asked = 0;
  answered = 0;
  refused = 0;
  errors = 0;
  dropped = 0;
  inFlight = 0;
  maxInFlight = 0;
  /** Of the last request that was due, in ms. */
  lastScheduled = 0;
  readonly latencies = new Latencies();
  readonly lateness = new Latencies();
  /** Since somebody last looked: for a live view. */
  recent = new Latencies();
  readonly slices = new Slices();
  readonly #steps = new Map<string, StepCounts>();
  readonly #kinds = new Map<string, ErrorKind>();
  #slowest: SlowRequest[] = [];

  due(scheduled: number): void {
    this.asked += 1;
    this.lastScheduled = scheduled;
    this.slices.at(scheduled).asked += 1;
  }

  drop(scheduled: number): void {
    this.dropped += 1;
    this.slices.at(scheduled).dropped += 1;
  }

  sent(scheduled: number, now: number): void {
    this.lateness.record((now - scheduled) * 1_000);
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    const slice = this.slices.at(scheduled);
    slice.maxInFlight = Math.max(slice.maxInFlight, this.inFlight);
  }

  /** @returns whether the answer was as hoped. */
  ended(outcome: Outcome): boolean {
    const { step, scheduled, ended, answer, failure } = outcome;
    const isGood = answer?.status === (step.expect ?? 200);
    const counts = this.#countsOf(step.name);
    this.inFlight -= 1;
    counts.count += 1;
    if (answer) {
      this.answered += 1;
      this.slices.at(ended).answered += 1;
      if (isGood && answer.status >= 400) this.refused += 1;
    }
    if (!isGood) {
      this.errors += 1;
      counts.errors += 1;
      this.slices.at(scheduled).errors += 1;
      this.#countKind(answer ? `answered ${answer.status}, not ${step.expect ?? 200}` : failure, outcome);
    }
    // A refused connection takes no time, and would make the system look fast; a deadline is the least that it took.
    if (answer || failure === DEADLINE) this.#measure(counts, outcome);
    return isGood;
  }

  /** The kinds of errors, most frequent first. */
  errorKinds(): ErrorKind[] {
    return [...this.#kinds.values()].toSorted((one, other) => other.count - one.count);
  }

  slowest(): SlowRequest[] {
    return this.#slowest.toSorted((one, other) => other.latency - one.latency);
  }

  steps(): StepReport[] {
    return [...this.#steps]
      .toSorted(([, one], [, other]) => other.count - one.count)
      .map(([name, { count, errors, latencies }]) => ({ name, count, errors, latency: latencies.toJSON() }));
  }

  #measure({ latencies }: StepCounts, { step, traceId, scheduled, ended }: Outcome): void {
    const ms = ended - scheduled;
    this.latencies.record(ms * 1_000);
    this.recent.record(ms * 1_000);
    latencies.record(ms * 1_000);
    this.slices.at(scheduled).latencies.record(ms * 1_000);
    const fastest = this.#slowest.at(-1);
    if (this.#slowest.length === SLOWEST && fastest && fastest.latency >= ms) return;
    this.#slowest.push({ traceId, step: step.name, latency: ms, at: scheduled });
    this.#slowest = this.slowest().slice(0, SLOWEST);
  }

  #countsOf(name: string): StepCounts {
    let counts = this.#steps.get(name);
    if (!counts) this.#steps.set(name, (counts = { count: 0, errors: 0, latencies: new Latencies() }));
    return counts;
  }

  #countKind(kind: string, { step, traceId }: Outcome): void {
    const key = `${kind} ${step.name}`;
    const found = this.#kinds.get(key);
    if (found) found.count += 1;
    else if (this.#kinds.size < MAX_KINDS) this.#kinds.set(key, { kind, step: step.name, count: 1, traceId });
  }
}
