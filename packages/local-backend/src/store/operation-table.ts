/**
 * The operations of a segment: each service, kind and name that occurs in it, numbered. Names stay bytes until somebody
 * asks: taking a span in makes no string.
 */
const FIRST_PLACES = 256;
/** What an operation takes in the lists and the hash table. */
const OPERATION_BYTES = 64;

export class OperationTable {
  readonly service: number[] = [];
  readonly kind: number[] = [];
  /** How many rows an operation has, and 1 + the last of them. */
  readonly rows: number[] = [];
  readonly lastRow: number[] = [];
  readonly #raw: Buffer;
  readonly #nameStart: number[] = [];
  readonly #nameEnd: number[] = [];
  readonly #names: (string | undefined)[] = [];
  /** Number + 1 at each place of the hash table; 0 is empty. Always at most half full. */
  #places = new Uint32Array(FIRST_PLACES);

  /** @param raw holds the names. */
  constructor(raw: Buffer) {
    this.#raw = raw;
  }

  get count(): number {
    return this.service.length;
  }

  get bytes(): number {
    return this.count * OPERATION_BYTES;
  }

  /** The number of an operation whose name lies in the raw bytes; a new one if there is none yet. */
  idOf(service: number, kind: number, nameStart: number, nameEnd: number): number {
    const mask = this.#places.length - 1;
    let place = this.#hash(service, kind, nameStart, nameEnd) & mask;
    for (; ; place = (place + 1) & mask) {
      const id = (this.#places[place] as number) - 1;
      if (id < 0) break;
      if (this.service[id] !== service || this.kind[id] !== kind) continue;
      if (this.#isNamed(id, this.#raw, nameStart, nameEnd)) return id;
    }
    const id = this.service.push(service) - 1;
    this.kind.push(kind);
    this.rows.push(0);
    this.lastRow.push(0);
    this.#nameStart.push(nameStart);
    this.#nameEnd.push(nameEnd);
    this.#places[place] = id + 1;
    if (this.count * 2 > this.#places.length) this.#rehash(this.#places.length * 2);
    return id;
  }

  /** Notes a row of an operation. Returns 1 + the row before it, or 0. */
  addRow(id: number, row: number): number {
    const before = this.lastRow[id] as number;
    this.lastRow[id] = row + 1;
    this.rows[id] = (this.rows[id] as number) + 1;
    return before;
  }

  name(id: number): string {
    return (this.#names[id] ??= this.#raw.toString('utf8', this.#nameStart[id], this.#nameEnd[id]));
  }

  hasName(id: number, name: Buffer): boolean {
    return this.#isNamed(id, name, 0, name.length);
  }

  /** Forgets all but the first: the bytes of the others are no longer what they were. */
  truncate(count: number): void {
    if (count === this.count) return;
    for (const list of [this.service, this.kind, this.rows, this.lastRow, this.#nameStart, this.#nameEnd]) {
      list.length = count;
    }
    this.#names.length = Math.min(count, this.#names.length);
    this.#rehash(this.#places.length);
  }

  #isNamed(id: number, bytes: Buffer, start: number, end: number): boolean {
    const from = this.#nameStart[id] as number;
    if ((this.#nameEnd[id] as number) - from !== end - start) return false;
    for (let at = start; at < end; at++) if (bytes[at] !== this.#raw[from + at - start]) return false;
    return true;
  }

  #hash(service: number, kind: number, start: number, end: number): number {
    let hash = service * 8 + kind;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ (this.#raw[at] as number), 0x01000193);
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  #rehash(size: number): void {
    this.#places = new Uint32Array(size);
    for (let id = 0; id < this.count; id++) {
      const hash = this.#hash(
        this.service[id] as number,
        this.kind[id] as number,
        this.#nameStart[id] as number,
        this.#nameEnd[id] as number,
      );
      let place = hash & (size - 1);
      while (this.#places[place] !== 0) place = (place + 1) & (size - 1);
      this.#places[place] = id + 1;
    }
  }
}
