/** Writes the protobuf wire format: just what OTLP uses. */
import { BYTES, FIXED32, FIXED64, VARINT } from './wire.ts';

/** Builds a message in one growing buffer. */
export class Writer {
  #bytes = Buffer.allocUnsafeSlow(1_024);
  #at = 0;

  varint(field: number, value: number | bigint): this {
    this.#putVarint(field * 8 + VARINT);
    this.#putVarint(value);
    return this;
  }

  fixed64(field: number, value: bigint): this {
    this.#putVarint(field * 8 + FIXED64);
    this.#reserve(8);
    this.#at = this.#bytes.writeBigUInt64LE(BigInt.asUintN(64, value), this.#at);
    return this;
  }

  double(field: number, value: number): this {
    this.#putVarint(field * 8 + FIXED64);
    this.#reserve(8);
    this.#at = this.#bytes.writeDoubleLE(value, this.#at);
    return this;
  }

  fixed32(field: number, value: number): this {
    this.#putVarint(field * 8 + FIXED32);
    this.#reserve(4);
    this.#at = this.#bytes.writeUInt32LE(value >>> 0, this.#at);
    return this;
  }

  text(field: number, value: string): this {
    return this.message(field, () => {
      this.#reserve(value.length * 3);
      this.#at += this.#bytes.write(value, this.#at);
    });
  }

  bytes(field: number, value: Buffer): this {
    return this.message(field, () => {
      this.#reserve(value.length);
      this.#at += value.copy(this.#bytes, this.#at);
    });
  }

  /** A field that is a message itself; `write` writes what is in it. */
  message(field: number, write: (writer: this) => void): this {
    this.#putVarint(field * 8 + BYTES);
    const lengthAt = this.#at;
    this.#reserve(1);
    this.#at += 1;
    write(this);
    const length = this.#at - lengthAt - 1;
    if (length < 0x80) {
      this.#bytes[lengthAt] = length;
      return this;
    }
    // The length needs more than the one byte that was left for it: the message moves back.
    const end = this.#at;
    const more = Math.ceil(Math.log2(length + 1) / 7) - 1;
    this.#reserve(more);
    this.#bytes.copyWithin(lengthAt + 1 + more, lengthAt + 1, end);
    this.#at = lengthAt;
    this.#putVarint(length);
    this.#at = end + more;
    return this;
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  #putVarint(value: number | bigint): void {
    this.#reserve(10);
    let rest = typeof value === 'bigint' || value < 0 ? BigInt.asUintN(64, BigInt(value)) : value;
    while (typeof rest === 'bigint') {
      if (rest < 0x80n) rest = Number(rest);
      else {
        this.#bytes[this.#at++] = Number(rest & 0x7fn) | 0x80;
        rest >>= 7n;
      }
    }
    for (; rest >= 0x80; rest = Math.floor(rest / 128)) this.#bytes[this.#at++] = (rest % 128) | 0x80;
    this.#bytes[this.#at++] = rest;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow((this.#at + length) * 2);
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#bytes = larger;
  }
}
