/** One lane's traces, one after the other, put into batches part by part. */
import type { Batch } from '../encode/batch.ts';
import { EarlierRoots } from '../encode/earlier-roots.ts';
import type { IdSource } from '../encode/ids.ts';
import { Occasion, type Part } from '../encode/part.ts';
import type { Random } from '../shape/random.ts';
import type { Mix } from './mix.ts';
import type { Sampler } from './sampler.ts';

/** Traces are stretched by up to so much, either way. */
export const STRETCH = 0.1;

/** When traces are to have been: as they are sent, or spread over a time in the past. */
export interface When {
  /** ms since 1970 at which the next trace starts. @param ms that it takes @param done share of the run, 0 to 1 */
  start(ms: number, done: number): number;
}

export interface FlowOptions {
  mix: Mix;
  ids: IdSource;
  random: Random;
  when: When;
  /** Share by which a trace is stretched or shrunk at most. */
  stretch: number;
  batchSpans: number;
  batchBytes: number;
  /** Which traces are to be looked for at the backend. */
  sampler?: Sampler;
}

/** How much there may be: spans and traces since the start. A trace that has begun is finished. */
export interface Due {
  spans: number;
  traces: number;
}

export class Flow {
  readonly #options: FlowOptions;
  readonly #occasion = new Occasion(new EarlierRoots());
  #parts: Iterator<Part, undefined> | undefined;
  #part: Part | undefined;
  #begins = false;
  #sample: number | undefined;
  spans = 0;
  traces = 0;

  constructor(options: FlowOptions) {
    this.#options = options;
  }

  /** Whether there is a trace that has begun and is not all in a batch yet. */
  get isWithinTrace(): boolean {
    return this.#part !== undefined;
  }

  /**
   * Puts into the batch what is due and has room. Returns whether the batch is full.
   *
   * @param done share of the run that is over by now, for traces that are spread over a time
   */
  put(batch: Batch, due: Due, done: () => number): boolean {
    const { batchSpans, batchBytes } = this.#options;
    while (this.spans < due.spans) {
      if (this.#part === undefined) {
        if (this.traces >= due.traces) return false;
        this.#begin(done);
      }
      const part = this.#part as unknown as Part;
      if (!batch.fits(part, batchSpans, batchBytes)) return true;
      batch.add(part, this.#occasion);
      if (this.#begins) this.traces += 1;
      this.#begins = false;
      if (this.#sample !== undefined) batch.samples.push({ trace: this.#sample, spans: part.spans });
      this.spans += part.spans;
      this.#advance();
    }
    return batch.spans >= batchSpans;
  }

  #begin(done: () => number): void {
    const { mix, ids, random, when, stretch, sampler } = this.#options;
    const occasion = this.#occasion;
    const template = mix.next();
    const mark = sampler?.wants() ? ids.mark() : undefined;
    ids.next(occasion.ids, template.spans);
    this.#sample = mark && sampler?.add(mark, template.spans);
    occasion.scale = stretch === 0 ? 1 : 1 + stretch * (2 * random.next() - 1);
    occasion.moment.set(when.start((template.end * occasion.scale) / 1e6, done()));
    this.#parts = template.parts(occasion.earlier.count);
    this.#part = this.#parts.next().value;
    this.#begins = true;
  }

  #advance(): void {
    this.#part = this.#parts?.next().value;
    if (this.#part === undefined) this.#occasion.earlier.add(this.#occasion.ids);
  }
}
