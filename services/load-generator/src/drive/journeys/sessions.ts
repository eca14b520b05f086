/** The sessions: who is there, and whose next request is due. */
import { Random } from '@tracewalk/trace-synth/random';
import type { Partition } from '../arrivals/schedule.ts';
import type { Answer } from '../http/client.ts';
import type { Weights } from './index.ts';
import { type Journey, type Step, Visitor } from './journey.ts';
import { mistake } from './mistake.ts';

export interface Session {
  readonly visitor: Visitor;
  readonly journey: Generator<Step, void, Answer>;
  /** The request that comes next, or that is under way. */
  step: Step;
  /** When the visitor has thought enough, in ms from the start. */
  due: number;
}

export interface SessionOptions {
  readonly seed: number;
  readonly partition: Partition;
  readonly weights: Weights;
  /** Of all requests, the share that is a mistake. */
  readonly bad: number;
  /** Multiplies every time to think. */
  readonly think: number;
}

export class Sessions {
  begun = 0;
  finished = 0;
  /** Ended by an answer that the visitor could not use. */
  brokenOff = 0;
  readonly #options: SessionOptions;
  readonly #choices: Random;
  readonly #total: number;
  /** A binary heap: the one that is due first is on top. */
  readonly #thinking: Session[] = [];

  constructor(options: SessionOptions) {
    this.#options = options;
    // Stream -1 - index: no session has it.
    this.#choices = new Random(options.seed, -1 - options.partition.index);
    this.#total = options.weights.reduce((sum, [, weight]) => sum + weight, 0);
  }

  get thinking(): number {
    return this.#thinking.length;
  }

  /** Whose request is sent now: the visitor who has waited longest, or a new one when none has thought enough. */
  next(now: number): Session {
    if (this.#choices.chance(this.#options.bad)) return this.#begin(mistake);
    const first = this.#thinking[0];
    return first && first.due <= now ? this.#takeFirst() : this.#begin(this.#chooseJourney());
  }

  /** The step was answered as the visitor hoped. */
  goOn(session: Session, answer: Answer, now: number): void {
    const think = session.step.think ?? 0;
    const { done, value } = session.journey.next(answer);
    if (done) {
      this.finished += 1;
      return;
    }
    session.step = value;
    session.due = now + think * this.#options.think * 1_000;
    this.#add(session);
  }

  breakOff(session: Session): void {
    this.brokenOff += 1;
    session.journey.return();
  }

  #chooseJourney(): Journey {
    let rest = this.#choices.next() * this.#total;
    for (const [journey, weight] of this.#options.weights) if ((rest -= weight) < 0) return journey;
    return (this.#options.weights[0] as Weights[number])[0];
  }

  #begin(journey: Journey): Session {
    const { seed, partition } = this.#options;
    // Generators that share a schedule share no session.
    const visitor = new Visitor(new Random(seed, this.begun * partition.of + partition.index));
    this.begun += 1;
    const steps = journey(visitor);
    return { visitor, journey: steps, step: steps.next().value as Step, due: 0 };
  }

  #add(session: Session): void {
    const heap = this.#thinking;
    let at = heap.length;
    heap.push(session);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above] as Session;
      if (parent.due <= session.due) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = session;
  }

  #takeFirst(): Session {
    const heap = this.#thinking;
    const first = heap[0] as Session;
    const last = heap.pop() as Session;
    if (heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && (heap[below + 1] as Session).due < (heap[below] as Session).due)
        below += 1;
      const child = heap[below] as Session;
      if (child.due >= last.due) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}
