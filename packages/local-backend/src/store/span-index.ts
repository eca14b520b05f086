/** Span id to a number (a service, a place), for one trace at a time: a hash table that is used again for the next. */
export class SpanIndex {
  #high = new Uint32Array(128);
  #low = new Uint32Array(128);
  #value = new Int32Array(128);
  #mask = 127;

  /** Empties the table, and makes it large enough. */
  reset(spans: number): void {
    const size = Math.max(128, 2 ** Math.ceil(Math.log2(spans * 2)));
    if (size > this.#value.length) {
      this.#high = new Uint32Array(size);
      this.#low = new Uint32Array(size);
      this.#value = new Int32Array(size);
    }
    this.#mask = size - 1;
    this.#value.fill(-1, 0, size);
  }

  /** @param wins whether it takes the place of another span with this id. */
  add(high: number, low: number, value: number, wins: boolean): void {
    const place = this.#place(high, low);
    if (this.#value[place] !== -1 && !wins) return;
    this.#high[place] = high;
    this.#low[place] = low;
    this.#value[place] = value;
  }

  /** The number, or -1. */
  find(high: number, low: number): number {
    return this.#value[this.#place(high, low)] as number;
  }

  #place(high: number, low: number): number {
    let place = (Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1) >>> 7) & this.#mask;
    for (; this.#value[place] !== -1; place = (place + 1) & this.#mask) {
      if (this.#high[place] === high && this.#low[place] === low) return place;
    }
    return place;
  }
}
