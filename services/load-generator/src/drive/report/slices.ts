/** What happened when: a bounded number of slices of time, which grow wider the longer it takes. */
import { type LatencyBuckets, Latencies } from './latencies.ts';

/** Then two neighbours become one, and all are twice as wide. */
const MAX_SLICES = 240;
/** Within 3 %: a plot shows no more. */
const BITS = 5;

class Slice {
  asked = 0;
  answered = 0;
  errors = 0;
  dropped = 0;
  maxInFlight = 0;
  latencies = new Latencies(BITS);

  add(other: Slice): void {
    this.asked += other.asked;
    this.answered += other.answered;
    this.errors += other.errors;
    this.dropped += other.dropped;
    this.maxInFlight = Math.max(this.maxInFlight, other.maxInFlight);
    this.latencies.add(other.latencies);
  }
}

export interface SliceReport {
  asked: number;
  answered: number;
  errors: number;
  dropped: number;
  maxInFlight: number;
  latency: LatencyBuckets;
}

export class Slices {
  /** Of each slice, in seconds. */
  width = 1;
  #slices: Slice[] = [];

  /** @param ms from the start. */
  at(ms: number): Slice {
    let index = Math.floor(ms / 1_000 / this.width);
    while (index >= MAX_SLICES) {
      this.#widen();
      index = Math.floor(ms / 1_000 / this.width);
    }
    while (this.#slices.length <= index) this.#slices.push(new Slice());
    return this.#slices[index] as Slice;
  }

  toJSON(): SliceReport[] {
    return this.#slices.map(({ latencies, ...rest }) => ({ ...rest, latency: latencies.toJSON() }));
  }

  #widen(): void {
    const before = this.#slices;
    this.#slices = before.filter((_, index) => index % 2 === 0);
    this.#slices.forEach((slice, index) => {
      const other = before[2 * index + 1];
      if (other) slice.add(other);
    });
    this.width *= 2;
  }
}

/** Slices of several reports of the same time: to the widest of them, then slice by slice. */
export function mergeSlices(all: readonly { width: number; slices: readonly SliceReport[] }[]): {
  width: number;
  slices: SliceReport[];
} {
  const width = Math.max(...all.map((each) => each.width));
  const merged: SliceReport[] = [];
  for (const each of all) {
    const perSlice = width / each.width;
    each.slices.forEach((slice, index) => {
      const target = Math.floor(index / perSlice);
      const found = merged[target];
      if (found) join(found, slice);
      else merged[target] = { ...slice };
    });
  }
  return { width, slices: merged };
}

function join(one: SliceReport, other: SliceReport): void {
  one.asked += other.asked;
  one.answered += other.answered;
  one.errors += other.errors;
  one.dropped += other.dropped;
  // They need not have been at the same moment: no more than this.
  one.maxInFlight += other.maxInFlight;
  const latencies = Latencies.fromJSON(one.latency);
  latencies.add(Latencies.fromJSON(other.latency));
  one.latency = latencies.toJSON();
}
