/**
 * How often each latency was seen, in the buckets of an HDR histogram: below 2^bits every microsecond has its own, above
 * the width doubles with the value. Node's own (`perf_hooks.createHistogram`) has the same buckets, but cannot leave
 * its process, and reports of many generators are merged.
 * Source: G. Tene, HdrHistogram (hdrhistogram.org).
 */
export class Latencies {
  count = 0;
  /** All in microseconds. */
  min = Infinity;
  max = 0;
  sum = 0;
  readonly #bits: number;
  #counts = new Uint32Array(0);

  /** @param bits 10 keeps three digits (within 0.1 %), 5 is within 3 %, and a thirtieth of the size. */
  constructor(bits = 10) {
    this.#bits = bits;
  }

  record(microseconds: number, times = 1): void {
    const value = Math.min(Math.max(Math.round(microseconds), 0), 2 ** 32 - 1);
    this.count += times;
    this.sum += value * times;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.#addTo(this.#indexOf(value), times);
  }

  /** The value that this share (0 to 1) of all is not above; NaN when there is none. */
  quantile(share: number): number {
    let missing = Math.max(1, Math.ceil(share * this.count));
    if (missing === this.count) return this.max;
    for (let index = 0; index < this.#counts.length; index += 1) {
      missing -= this.#counts[index] as number;
      if (missing <= 0) return Math.min(Math.max(this.#valueOf(index), this.min), this.max);
    }
    return NaN;
  }

  get mean(): number {
    return this.sum / this.count;
  }

  /** The share that is not above a value in microseconds. */
  shareUpTo(microseconds: number): number {
    const last = this.#indexOf(Math.min(Math.max(Math.round(microseconds), 0), 2 ** 32 - 1));
    let found = 0;
    for (let index = 0; index <= last && index < this.#counts.length; index += 1)
      found += this.#counts[index] as number;
    return found / this.count;
  }

  add(other: Latencies): void {
    other.#counts.forEach((times, index) => times > 0 && this.#addTo(index, times));
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  /** For a report: the buckets that are not empty, each as its distance from the one before and its count. */
  toJSON(): LatencyBuckets {
    const buckets: number[] = [];
    let last = 0;
    this.#counts.forEach((times, index) => {
      if (times === 0) return;
      buckets.push(index - last, times);
      last = index;
    });
    const { count, sum, max } = this;
    return { bits: this.#bits, count, sum, min: count > 0 ? this.min : 0, max, buckets };
  }

  static fromJSON({ bits, count, sum, min, max, buckets }: LatencyBuckets): Latencies {
    const latencies = new Latencies(bits);
    let index = 0;
    for (let at = 0; at + 1 < buckets.length; at += 2) {
      index += buckets[at] as number;
      latencies.#addTo(index, buckets[at + 1] as number);
    }
    return Object.assign(latencies, { count, sum, min: count > 0 ? min : Infinity, max });
  }

  #addTo(index: number, times: number): void {
    if (index >= this.#counts.length) {
      const larger = new Uint32Array(Math.max(64, index + 1, this.#counts.length * 2));
      larger.set(this.#counts);
      this.#counts = larger;
    }
    this.#counts[index] = (this.#counts[index] as number) + times;
  }

  #indexOf(value: number): number {
    const shift = Math.max(0, 31 - this.#bits - Math.clz32(value));
    return (shift << this.#bits) + (value >>> shift);
  }

  /** The middle of a bucket. */
  #valueOf(index: number): number {
    const shift = Math.max(0, (index >> this.#bits) - 1);
    const lowest = (index - (shift << this.#bits)) * 2 ** shift;
    return lowest + (2 ** shift - 1) / 2;
  }
}

export interface LatencyBuckets {
  bits: number;
  count: number;
  /** In microseconds, as `min` and `max`. */
  sum: number;
  min: number;
  max: number;
  buckets: number[];
}
