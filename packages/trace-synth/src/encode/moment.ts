/** A point in time since 1970, in the two forms in which encodings write it. */
const WORD = 2 ** 32;
const HALF_WORD = 2 ** 16;
const NANOS_PER_SECOND = 1e9;

export class Moment {
  /** Nanoseconds as one number of 64 bits: its upper and lower 32. */
  high = 0;
  low = 0;
  /** The same as seconds and nanoseconds. */
  seconds = 0;
  nanos = 0;

  /** In ms since 1970, as `Date.now()`; exact to the microsecond, so that what is cut to microseconds keeps its order. */
  set(milliseconds: number): this {
    const micros = Math.round((milliseconds % 1_000) * 1_000);
    this.seconds = Math.floor(milliseconds / 1_000) + Math.floor(micros / 1e6);
    this.nanos = (micros % 1e6) * 1_000;
    // seconds * 1e9 has 61 bits: multiplied in halves, each exact in a double.
    const upper = Math.floor(this.seconds / HALF_WORD) * NANOS_PER_SECOND;
    const lower = (this.seconds % HALF_WORD) * NANOS_PER_SECOND + this.nanos;
    const low = (upper % HALF_WORD) * HALF_WORD + lower;
    this.high = Math.floor(upper / HALF_WORD) + Math.floor(low / WORD);
    this.low = low % WORD;
    return this;
  }
}
