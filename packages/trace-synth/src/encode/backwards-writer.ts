/**
 * Writes the protobuf wire format (protobuf.dev, "Encoding") from the end to the start. A message's length stands before
 * it and is known by then, so nothing has to move, and places that were noted stay where they are.
 */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;
const MAX_LOOP = 96;

export class BackwardsWriter {
  #bytes = Buffer.allocUnsafeSlow(4_096);
  #at = this.#bytes.length;

  /** How many bytes there are. What is written next ends so many bytes before the end. */
  get length(): number {
    return this.#bytes.length - this.#at;
  }

  reset(): void {
    this.#at = this.#bytes.length;
  }

  /** A copy of all that was written. */
  copy(): Uint8Array {
    return new Uint8Array(this.#bytes.subarray(this.#at));
  }

  varint(field: number, value: number): void {
    if (value >= 0) this.#putVarint(value);
    else this.#putNegative(value);
    this.#putTag(field, VARINT);
  }

  double(field: number, value: number): void {
    const at = this.#claim(8);
    this.#bytes.writeDoubleLE(value, at);
    this.#putTag(field, FIXED64);
  }

  fixed32(field: number, value: number): void {
    const at = this.#claim(4);
    this.#bytes.writeUInt32LE(value >>> 0, at);
    this.#putTag(field, FIXED32);
  }

  text(field: number, value: string): void {
    const size = this.#putShortAscii(value) ? value.length : this.#putText(value);
    this.#putVarint(size);
    this.#putTag(field, BYTES);
  }

  /** So many bytes without a tag, to be filled in later. */
  room(size: number): void {
    this.#claim(size);
  }

  byte(value: number): void {
    const at = this.#claim(1);
    this.#bytes[at] = value;
  }

  /** Makes a message of what was written since the length was `before`. */
  message(field: number, before: number): void {
    this.#putVarint(this.length - before);
    this.#putTag(field, BYTES);
  }

  /** Nearly all texts are: for these a loop is several times as fast as Node's own call. */
  #putShortAscii(value: string): boolean {
    const { length } = value;
    if (length > MAX_LOOP) return false;
    const at = this.#claim(length);
    const bytes = this.#bytes;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) {
        this.#at += length;
        return false;
      }
      bytes[at + index] = code;
    }
    return true;
  }

  #putText(value: string): number {
    const size = Buffer.byteLength(value);
    const at = this.#claim(size);
    this.#bytes.write(value, at, size, 'utf8');
    return size;
  }

  #putTag(field: number, wireType: number): void {
    this.#putVarint(field * 8 + wireType);
  }

  #putVarint(value: number): void {
    let size = 1;
    for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 128)) size += 1;
    let at = this.#claim(size);
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.#bytes[at++] = (rest % 128) | 0x80;
    this.#bytes[at] = rest;
  }

  /** As 64 bits, two's complement: ten bytes. */
  #putNegative(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    const at = this.#claim(10);
    for (let index = 0; index < 10; index++, rest >>= 7n) {
      this.#bytes[at + index] = Number(rest & 0x7fn) | (index < 9 ? 0x80 : 0);
    }
  }

  /** Makes room before what is there: call it first, since the buffer may become another one. */
  #claim(size: number): number {
    if (this.#at < size) {
      const larger = Buffer.allocUnsafeSlow(2 * (this.#bytes.length + size));
      const at = larger.length - this.length;
      this.#bytes.copy(larger, at, this.#at);
      this.#bytes = larger;
      this.#at = at;
    }
    return (this.#at -= size);
  }
}
