/** One request while it is filled, with room before it for what a protocol puts there. */
import type { Encoding, Occasion, Part } from './part.ts';

/** For headers or a frame. */
export const HEAD_ROOM = 4_096;
const FIRST_BYTES = 256 * 1024;

/** Spans of one trace that are in a batch, of a trace that will be looked for at the backend. */
export interface Sample {
  readonly trace: number;
  readonly spans: number;
}

export class Batch {
  buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #view = new DataView(this.buffer.buffer);
  readonly #encoding: Encoding;
  /** Where the next part goes. */
  end = HEAD_ROOM;
  spans = 0;
  samples: Sample[] = [];

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
    this.clear();
  }

  get size(): number {
    return this.end - HEAD_ROOM;
  }

  clear(): void {
    this.end = HEAD_ROOM;
    this.spans = 0;
    this.samples = [];
    this.#text(this.#encoding.open);
  }

  /** Whether a part may come in within these limits; the first always may. */
  fits(part: Part, maxSpans: number, maxBytes: number): boolean {
    if (this.spans === 0) return true;
    return this.spans + part.spans <= maxSpans && this.size + part.bytes.length + 2 <= maxBytes;
  }

  add(part: Part, occasion: Occasion): void {
    if (this.spans > 0) this.#text(this.#encoding.separator);
    const { bytes } = part;
    this.#reserve(bytes.length);
    const at = this.end;
    this.buffer.set(bytes, at);
    part.patch(this.#view, at, occasion);
    this.end = at + bytes.length;
    this.spans += part.spans;
  }

  /** After the last part. The body is then from HEAD_ROOM to `end`. */
  close(): void {
    this.#text(this.#encoding.close);
  }

  body(): Buffer {
    return this.buffer.subarray(HEAD_ROOM, this.end);
  }

  #text(text: string): void {
    if (text === '') return;
    this.#reserve(text.length);
    this.end += this.buffer.write(text, this.end, 'latin1');
  }

  #reserve(size: number): void {
    if (this.end + size <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.ceil(1.5 * (this.end + size)));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
    this.#view = new DataView(larger.buffer);
  }
}
