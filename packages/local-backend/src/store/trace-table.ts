/** Finds a trace by its 128-bit id: a hash table in typed arrays, so that 100,000 traces are not 100,000 objects. */

const GROWTH = 2;

export class TraceTable {
  /** Slot + 1 at each place of the hash table; 0 is empty. Always at most half full. */
  #places = new Uint32Array(8_192);
  #free: number[] = [];
  #used = 0;
  size = 0;

  /** The id as four words, the first the most significant. */
  ids = new Uint32Array(4 * 4_096);
  /** Address of the span that arrived last; -1 for a slot that is free. */
  head = new Float64Array(4_096).fill(-1);
  count = new Uint32Array(4_096);
  /** µs since the epoch. */
  minStart = new Float64Array(4_096);
  maxEnd = new Float64Array(4_096);
  errors = new Uint32Array(4_096);
  hasRoot = new Uint8Array(4_096);
  /** 1 when spans of this trace were evicted. */
  partial = new Uint8Array(4_096);

  get bytes(): number {
    return this.#places.byteLength + this.head.length * (16 + 8 + 4 + 8 + 8 + 4 + 2);
  }

  /** The slot of a trace, or -1. */
  find(a: number, b: number, c: number, d: number): number {
    const mask = this.#places.length - 1;
    for (let place = hash(a, b, c, d) & mask; ; place = (place + 1) & mask) {
      const slot = (this.#places[place] as number) - 1;
      if (slot < 0 || this.#is(slot, a, b, c, d)) return slot;
    }
  }

  /** The slot of a trace; a new one if there is none yet. */
  findOrAdd(a: number, b: number, c: number, d: number): number {
    const mask = this.#places.length - 1;
    let place = hash(a, b, c, d) & mask;
    for (; ; place = (place + 1) & mask) {
      const slot = (this.#places[place] as number) - 1;
      if (slot < 0) break;
      if (this.#is(slot, a, b, c, d)) return slot;
    }
    const slot = this.#newSlot();
    this.ids.set([a, b, c, d], slot * 4);
    this.head[slot] = -1;
    this.count[slot] = 0;
    this.errors[slot] = 0;
    this.minStart[slot] = Infinity;
    this.maxEnd[slot] = -Infinity;
    this.hasRoot[slot] = 0;
    this.partial[slot] = 0;
    this.#places[place] = slot + 1;
    this.size += 1;
    if (this.size * 2 > this.#places.length) this.#rehash();
    return slot;
  }

  /**
   * Notes a span of a trace; times in µs since the epoch.
   * @returns the address of the span before it, or -1.
   */
  addSpan(
    slot: number,
    address: number,
    start: number,
    end: number,
    hasError: boolean,
    isRoot: boolean,
  ): number {
    const previous = this.head[slot] as number;
    this.head[slot] = address;
    this.count[slot] = (this.count[slot] as number) + 1;
    if (start < (this.minStart[slot] as number)) this.minStart[slot] = start;
    if (end > (this.maxEnd[slot] as number)) this.maxEnd[slot] = end;
    if (hasError) this.errors[slot] = (this.errors[slot] as number) + 1;
    if (isRoot) this.hasRoot[slot] = 1;
    return previous;
  }

  /** Notes that a span was evicted. A trace that has none left is forgotten. */
  loseSpan(slot: number): void {
    const left = (this.count[slot] as number) - 1;
    this.count[slot] = left;
    this.partial[slot] = 1;
    if (left === 0) this.#remove(slot);
  }

  #remove(slot: number): void {
    const mask = this.#places.length - 1;
    let place = this.#home(slot) & mask;
    while (this.#places[place] !== slot + 1) place = (place + 1) & mask;
    // Whatever follows without a gap and would not be found past an empty place moves up.
    for (let next = (place + 1) & mask; this.#places[next] !== 0; next = (next + 1) & mask) {
      const home = this.#home((this.#places[next] as number) - 1) & mask;
      const stays = place <= next ? place < home && home <= next : place < home || home <= next;
      if (stays) continue;
      this.#places[place] = this.#places[next] as number;
      place = next;
    }
    this.#places[place] = 0;
    this.head[slot] = -1;
    this.#free.push(slot);
    this.size -= 1;
  }

  hexId(slot: number): string {
    let id = '';
    for (let word = slot * 4; word < slot * 4 + 4; word++) {
      id += (this.ids[word] as number).toString(16).padStart(8, '0');
    }
    return id;
  }

  #is(slot: number, a: number, b: number, c: number, d: number): boolean {
    const { ids } = this;
    const at = slot * 4;
    return ids[at + 3] === d && ids[at + 2] === c && ids[at + 1] === b && ids[at] === a;
  }

  #home(slot: number): number {
    const { ids } = this;
    const at = slot * 4;
    return hash(ids[at] as number, ids[at + 1] as number, ids[at + 2] as number, ids[at + 3] as number);
  }

  #newSlot(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#used === this.head.length) this.#grow();
    return this.#used++;
  }

  #grow(): void {
    this.ids = larger(this.ids, new Uint32Array(this.ids.length * GROWTH));
    this.head = larger(this.head, new Float64Array(this.head.length * GROWTH).fill(-1));
    this.count = larger(this.count, new Uint32Array(this.count.length * GROWTH));
    this.minStart = larger(this.minStart, new Float64Array(this.minStart.length * GROWTH));
    this.maxEnd = larger(this.maxEnd, new Float64Array(this.maxEnd.length * GROWTH));
    this.errors = larger(this.errors, new Uint32Array(this.errors.length * GROWTH));
    this.hasRoot = larger(this.hasRoot, new Uint8Array(this.hasRoot.length * GROWTH));
    this.partial = larger(this.partial, new Uint8Array(this.partial.length * GROWTH));
  }

  #rehash(): void {
    const old = this.#places;
    this.#places = new Uint32Array(old.length * GROWTH);
    const mask = this.#places.length - 1;
    for (const entry of old) {
      if (entry === 0) continue;
      let place = this.#home(entry - 1) & mask;
      while (this.#places[place] !== 0) place = (place + 1) & mask;
      this.#places[place] = entry;
    }
  }
}

/** Ids are random by specification, but a test's are not: mix them. */
function hash(a: number, b: number, c: number, d: number): number {
  let mixed = Math.imul(d ^ Math.imul(c, 0x85ebca6b), 0x9e3779b1);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed ^ b ^ Math.imul(a, 0xc2b2ae35), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function larger<T extends Uint8Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
