/** Fingerprints of attributes: which spans cannot have a searched tag is known without decoding them. */
import { varintBytes } from '../decode/wire.ts';

/**
 * A number from 0 to 63 for an attribute, from a few of its bytes; different attributes may share one. Lists, maps and
 * bytes count by their key alone, with an empty value.
 */
export function fingerprint(
  bytes: Uint8Array,
  keyStart: number,
  keyEnd: number,
  valueStart: number,
  valueEnd: number,
): number {
  let hash = (keyEnd - keyStart) * 31 + (valueEnd - valueStart);
  if (keyEnd > keyStart) {
    hash = Math.imul(hash ^ (bytes[keyEnd - 1] as number), 0x9e3779b1);
    hash = Math.imul(hash ^ (bytes[(keyStart + keyEnd) >> 1] as number), 0x85ebca6b);
  }
  for (let at = Math.max(valueStart, valueEnd - 4); at < valueEnd; at++) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x9e3779b1);
  }
  return (hash >>> 26) & 63;
}

/** The fingerprints that an attribute may have, for each type that its text may stand for. */
export function possibleFingerprints(key: Buffer, text: string): number[] {
  const string = Buffer.from(text);
  const values = [
    Buffer.alloc(0),
    Buffer.concat([Buffer.of(0x0a), varintBytes(string.length), string]), // AnyValue.string_value
  ];
  if (text === 'true' || text === 'false') values.push(Buffer.of(0x10, text === 'true' ? 1 : 0)); // bool_value
  if (/^-?\d{1,19}$/.test(text)) values.push(Buffer.concat([Buffer.of(0x18), varintBytes(BigInt(text))])); // int_value
  const number = Number(text);
  if (text.trim() !== '' && (!Number.isNaN(number) || text === 'NaN')) {
    const double = Buffer.alloc(9, 0x21); // double_value
    double.writeDoubleLE(number, 1);
    values.push(double);
  }
  return values.map((value) => {
    const bytes = Buffer.concat([key, value]);
    return fingerprint(bytes, 0, key.length, key.length, bytes.length);
  });
}
