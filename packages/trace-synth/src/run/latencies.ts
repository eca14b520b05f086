/**
 * How long answers took: counts in buckets that are 2 % wide, so that any number of reports add up to one. (Node's own
 * histogram cannot be read back from a file.)
 */
const WIDTH = Math.log(1.02);
const BUCKETS = 1_024;

export class Latencies {
  readonly #counts = new Uint32Array(BUCKETS);
  #total = 0;
  #max = 0;

  /** @param ms from 1 µs up to some ten minutes */
  record(ms: number): void {
    const bucket = Math.floor(Math.log(Math.max(1, ms * 1_000)) / WIDTH);
    const at = Math.min(bucket, BUCKETS - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
    this.#max = Math.max(this.#max, ms);
  }

  /** In ms, by 1 % exact: 0.5 is the median. 0 when there was nothing. */
  quantile(share: number): number {
    let left = Math.ceil(share * this.#total);
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0 && count > 0) return Math.min(Math.exp((bucket + 0.5) * WIDTH) / 1_000, this.#max);
    }
    return 0;
  }

  get max(): number {
    return this.#max;
  }

  /** The buckets that are not empty. */
  toJson(): LatenciesJson {
    const buckets = [...this.#counts.entries()].filter(([, count]) => count > 0);
    return { maxMs: this.#max, buckets };
  }

  add({ maxMs, buckets }: LatenciesJson): this {
    for (const [bucket, count] of buckets) {
      if (!(bucket in this.#counts)) continue;
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
      this.#total += count;
    }
    this.#max = Math.max(this.#max, maxMs);
    return this;
  }
}

export interface LatenciesJson {
  maxMs: number;
  /** Bucket n holds what took from 1.02^n to 1.02^(n+1) µs. */
  buckets: [bucket: number, count: number][];
}
