/** Checks attributes without decoding them, and notes their fingerprints (common/v1 `KeyValue` and `AnyValue`). */
import { fingerprint } from '../store/fingerprint.ts';
import { MAX_DEPTH } from './decode-span.ts';
import { BYTES, type Reader } from './wire.ts';

const FIELD_1 = (1 << 3) | BYTES;
const FIELD_2 = (2 << 3) | BYTES;
const ARRAY = (5 << 3) | BYTES;
const MAP = (6 << 3) | BYTES;
const RAW = (7 << 3) | BYTES;

export class AttributeScanner {
  /** The fingerprints of all attributes since these were set: bits 0 to 31, and 32 to 63. */
  bits0 = 0;
  bits1 = 0;

  /** Of all attributes in the message that the cursor is in, up to its end. */
  scanMessage(reader: Reader, attributesField: number): void {
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === attributesField) this.scanAttribute(reader);
      else reader.skip(tag & 7);
    }
  }

  /** The cursor is before the length of a KeyValue. Those within lists and maps are only checked. */
  scanAttribute(reader: Reader, depth = 0): void {
    const outer = reader.enter();
    const { end } = reader;
    let keyStart = 0;
    let keyEnd = 0;
    let valueStart = 0;
    let valueEnd = 0;
    let isScalar = true;
    while (reader.position < end) {
      const tag = reader.tag();
      if (tag === FIELD_1) {
        keyEnd = reader.lengthEnd();
        keyStart = reader.position;
        reader.position = keyEnd;
      } else if (tag === FIELD_2) {
        const around = reader.enter();
        valueStart = reader.position;
        valueEnd = reader.end;
        isScalar = this.#scanValue(reader, depth + 1);
        reader.leave(around);
      } else {
        reader.skip(tag & 7);
      }
    }
    reader.leave(outer);
    if (depth > 0) return;
    const bit = fingerprint(reader.bytes, keyStart, keyEnd, valueStart, isScalar ? valueEnd : valueStart);
    if (bit < 32) this.bits0 |= 1 << bit;
    else this.bits1 |= 1 << (bit - 32);
  }

  /** Checks an AnyValue. Returns whether it is a text, a number or a boolean. */
  #scanValue(reader: Reader, depth: number): boolean {
    let isScalar = true;
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag === ARRAY || tag === MAP || tag === RAW) isScalar = false;
      if (depth <= MAX_DEPTH && (tag === ARRAY || tag === MAP)) this.#scanList(reader, depth, tag === MAP);
      else reader.skip(tag & 7);
    }
    return isScalar;
  }

  #scanList(reader: Reader, depth: number, isMap: boolean): void {
    const outer = reader.enter();
    while (reader.position < reader.end) {
      const tag = reader.tag();
      if (tag !== FIELD_1) {
        reader.skip(tag & 7);
      } else if (isMap) {
        this.scanAttribute(reader, depth + 1);
      } else {
        const around = reader.enter();
        this.#scanValue(reader, depth + 1);
        reader.leave(around);
      }
    }
    reader.leave(outer);
  }
}
