/** Fingerprints of attributes: which spans cannot have a searched tag is known without decoding them. */
import { Writer } from '../decode/wire-writer.ts';

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

/** The fingerprints that an attribute may have, for each type that its text may stand for (common/v1 `AnyValue`). */
export function possibleFingerprints(key: Buffer, text: string): number[] {
  const values = [Buffer.alloc(0), new Writer().text(1, text).finish()];
  if (text === 'true' || text === 'false')
    values.push(new Writer().varint(2, text === 'true' ? 1 : 0).finish());
  if (/^-?\d{1,19}$/.test(text)) values.push(new Writer().varint(3, BigInt(text)).finish());
  const number = Number(text);
  if (text.trim() !== '' && (!Number.isNaN(number) || text === 'NaN')) {
    values.push(new Writer().double(4, number).finish());
  }
  return values.map((value) => {
    const bytes = Buffer.concat([key, value]);
    return fingerprint(bytes, 0, key.length, key.length, bytes.length);
  });
}
