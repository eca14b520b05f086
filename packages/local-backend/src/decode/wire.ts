/** Reads the protobuf wire format (protobuf.dev, "Encoding"): just what OTLP and Zipkin use. */

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

export class MalformedProtobuf extends Error {
  constructor(state: string) {
    super(`Cannot read the protobuf: ${state}`);
    this.name = 'MalformedProtobuf';
  }
}

/** A varint has at most 10 bytes of 7 bits. */
const TOO_LONG = 2 ** 70;

/** A cursor over bytes. Each read checks the end, so malformed input throws and never reads past it. */
export class Reader {
  readonly bytes: Buffer;
  position: number;
  end: number;

  constructor(bytes: Buffer, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** A field's tag: `number << 3 | wire type`. */
  tag(): number {
    const { bytes, position } = this;
    // Nearly all tags are one byte: fields 1 to 15.
    const first = position < this.end ? (bytes[position] as number) : 0;
    if (first >= 8 && first < 0x80) {
      this.position = position + 1;
      return first;
    }
    const tag = this.varint();
    if (tag < 8 || tag > 0xff_ff_ff_ff) throw new MalformedProtobuf('a field has no number');
    return tag;
  }

  /** An unsigned integer; exact up to 2^53, which lengths and tags never exceed. */
  varint(): number {
    const { bytes } = this;
    let value = 0;
    for (let factor = 1; factor < TOO_LONG; factor *= 128) {
      if (this.position >= this.end) throw new MalformedProtobuf('it ends within a number');
      const byte = bytes[this.position++] as number;
      if (byte < 0x80) return value + byte * factor;
      value += (byte & 0x7f) * factor;
    }
    throw new MalformedProtobuf('a number is longer than 10 bytes');
  }

  /** A uint32 or an enum: the lower 32 bits of whatever was sent. */
  uint32(): number {
    const start = this.position;
    this.#skipVarint();
    let value = 0;
    for (let at = start, shift = 0; at < this.position && shift < 32; at++, shift += 7) {
      value |= ((this.bytes[at] as number) & 0x7f) << shift;
    }
    return value >>> 0;
  }

  /** A signed 64-bit integer. */
  int64(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      if (this.position >= this.end) throw new MalformedProtobuf('it ends within a number');
      const byte = this.bytes[this.position++] as number;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new MalformedProtobuf('a number is longer than 10 bytes');
  }

  /** Where the next 8 bytes begin. */
  fixed64(): number {
    return this.#take(8);
  }

  fixed32(): number {
    return this.bytes.readUInt32LE(this.#take(4));
  }

  /** A length-delimited field: its end; it begins at `position`. */
  lengthEnd(): number {
    const { bytes, position } = this;
    const first = position < this.end ? (bytes[position] as number) : 0x80;
    let end: number;
    if (first < 0x80) {
      this.position = position + 1;
      end = position + 1 + first;
    } else {
      end = this.varint() + this.position;
    }
    if (end > this.end) throw new MalformedProtobuf('a field is longer than what holds it');
    return end;
  }

  /** Narrows the cursor to a length-delimited field. Returns the outer end, for `leave`. */
  enter(): number {
    const outer = this.end;
    this.end = this.lengthEnd();
    return outer;
  }

  /** Back to the message around; whatever was not read is passed over. */
  leave(outer: number): void {
    this.position = this.end;
    this.end = outer;
  }

  /** A length-delimited field as a cursor of its own. */
  message(): Reader {
    const end = this.lengthEnd();
    const inner = new Reader(this.bytes, this.position, end);
    this.position = end;
    return inner;
  }

  string(): string {
    const end = this.lengthEnd();
    const text = this.bytes.toString('utf8', this.position, end);
    this.position = end;
    return text;
  }

  hex(): string {
    const end = this.lengthEnd();
    const text = this.bytes.toString('hex', this.position, end);
    this.position = end;
    return text;
  }

  skip(wireType: number): void {
    if (wireType === BYTES) this.position = this.lengthEnd();
    else if (wireType === VARINT) this.#skipVarint();
    else if (wireType === FIXED64) this.#take(8);
    else if (wireType === FIXED32) this.#take(4);
    else throw new MalformedProtobuf(`there is no wire type ${wireType}`);
  }

  #skipVarint(): void {
    const { bytes, position } = this;
    const end = Math.min(this.end, position + 10);
    for (let at = position; at < end; at++) {
      if ((bytes[at] as number) < 0x80) {
        this.position = at + 1;
        return;
      }
    }
    throw new MalformedProtobuf('a number has no end');
  }

  #take(length: number): number {
    const start = this.position;
    if (start + length > this.end) throw new MalformedProtobuf('it ends within a field');
    this.position = start + length;
    return start;
  }
}
