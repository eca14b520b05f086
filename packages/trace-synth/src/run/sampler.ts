/**
 * Traces that will be looked for at the backend: all of them, or, when there are too many, every second, fourth, eighth...
 * Of each only where its ids come from is kept, and what became of its spans.
 */
import type { IdMark } from '../encode/ids.ts';

export interface SampledTrace extends IdMark {
  spans: number;
  /** Spans that the endpoint said it took, and those that it did not get or take. The rest is not known. */
  accepted: number;
  lost: number;
}

export class Sampler {
  readonly #max: number;
  readonly #traces = new Map<number, SampledTrace>();
  #seen = 0;
  #every = 1;

  /** @param max traces that are remembered at once */
  constructor(max: number) {
    this.#max = max;
  }

  /** Asked once for each trace: whether this one is to be remembered. */
  wants(): boolean {
    return this.#max > 0 && this.#seen++ % this.#every === 0;
  }

  /** Remembers the trace that was asked for last. Returns its number. */
  add(mark: IdMark, spans: number): number {
    const number = this.#seen - 1;
    this.#traces.set(number, { ...mark, spans, accepted: 0, lost: 0 });
    if (this.#traces.size > this.#max) {
      this.#every *= 2;
      for (const each of this.#traces.keys()) if (each % this.#every !== 0) this.#traces.delete(each);
    }
    return number;
  }

  /** What became of some of its spans. Nothing, if the trace is not remembered any more. */
  settle(number: number, field: 'accepted' | 'lost', spans: number): void {
    const trace = this.#traces.get(number);
    if (trace) trace[field] += spans;
  }

  traces(): SampledTrace[] {
    return [...this.#traces.values()];
  }

  /** Of how many traces one was remembered. */
  get every(): number {
    return this.#every;
  }
}
