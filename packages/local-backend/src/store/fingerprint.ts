/**
 * A number from 0 to 63 for an attribute, from a few of its bytes. Different attributes may share one: it only says
 * which spans cannot have a searched tag.
 */
export function fingerprint(
  bytes: Uint8Array,
  keyStart: number,
  keyEnd: number,
  valueStart: number,
  valueEnd: number,
): number {
  let hash = (keyEnd - keyStart) * 31 + (valueEnd - valueStart);
  hash = Math.imul(hash ^ (bytes[keyEnd - 1] ?? 0), 0x9e3779b1);
  hash = Math.imul(hash ^ (bytes[(keyStart + keyEnd) >> 1] ?? 0), 0x85ebca6b);
  for (let at = Math.max(valueStart, valueEnd - 4); at < valueEnd; at++) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x9e3779b1);
  }
  return (hash >>> 26) & 63;
}
