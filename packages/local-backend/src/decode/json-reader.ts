/** Reads parsed JSON that somebody sent: each value is checked, and what is wrong is said with its place. */

export class MalformedJson extends Error {
  constructor(state: string) {
    super(`Cannot read the JSON: ${state}`);
    this.name = 'MalformedJson';
  }
}

export type JsonObject = Record<string, unknown>;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedJson((error as Error).message);
  }
}

export function readObject(value: unknown, place: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new MalformedJson(`${place || 'it'} is no object`);
}

/** A list, each item read by `read`. Protobuf's JSON mapping allows null for what is absent. */
export function readList<T>(value: unknown, place: string, read: (item: unknown, place: string) => T): T[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new MalformedJson(`${place || 'it'} is no list`);
  return value.map((item, index) => read(item, `${place}[${index}]`));
}

/** A text; empty if absent. */
export function readText(value: unknown, place: string): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new MalformedJson(`${place} is no text`);
}

/** A whole number that may stand in quotes, as protobuf's JSON mapping has 64-bit numbers; 0 if absent. */
export function readInteger(value: unknown, place: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw new MalformedJson(`${place} is no whole number`);
}
