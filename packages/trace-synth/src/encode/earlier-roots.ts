/** The ids of the root spans of the last traces: what links to other traces point at. */
import type { TraceIds } from './ids.ts';

/** A link reaches so many traces back at most. */
export const MAX_BACK = 1_024;
const WORDS = 6;

export class EarlierRoots {
  readonly #words = new Uint32Array(MAX_BACK * WORDS);
  #next = 0;

  /** How many traces a link may reach back now. */
  get count(): number {
    return Math.min(this.#next, MAX_BACK);
  }

  add({ trace, spans }: TraceIds): void {
    const at = (this.#next % MAX_BACK) * WORDS;
    this.#words.set(trace, at);
    this.#words[at + 4] = spans[0] as number;
    this.#words[at + 5] = spans[1] as number;
    this.#next += 1;
  }

  /** A word of the ids of the trace `back` traces ago: 0 to 3 of the trace's id, 4 and 5 of its root's. */
  word(back: number, word: number): number {
    return this.#words[((this.#next - back + MAX_BACK) % MAX_BACK) * WORDS + word] as number;
  }
}
