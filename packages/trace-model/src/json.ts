/** Reading JSON that somebody else wrote: each step says what it found wrong, and where. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a value stands in the document, e.g. `data[0].spans[3].startTime`. */
export type Place = string;

export function object(value: unknown, place: Place): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw wrong(place, 'an object', value);
}

/** A list. Absent and `null` are empty lists: both Go and protobuf write them so. */
export function list(value: unknown, place: Place): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw wrong(place, 'a list', value);
}

/** A list of objects, each with its place. */
export const objects = (value: unknown, place: Place): readonly (readonly [JsonObject, Place])[] =>
  list(value, place).map((each, index) => [object(each, `${place}[${index}]`), `${place}[${index}]`]);

export function text(value: unknown, place: Place): string {
  if (typeof value === 'string') return value;
  throw wrong(place, 'a string', value);
}

/** Text that may be absent. */
export const optionalText = (value: unknown, place: Place): string =>
  value === undefined || value === null ? '' : text(value, place);

export function number(value: unknown, place: Place): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(place, 'a number', value);
}

/** A 64-bit integer: decimal text in protobuf's JSON mapping, a number from some writers. Absent is 0. */
export function int64(value: unknown, place: Place): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw wrong(place, 'an integer', value);
}

/** An id of so many hex digits. Jaeger and Zipkin may leave out leading zeros. */
export function hexId(value: unknown, digits: number, place: Place): string {
  const id = text(value, place).toLowerCase();
  if (/^[0-9a-f]+$/.test(id) && id.length <= digits) return id.padStart(digits, '0');
  throw wrong(place, `an id of ${digits} hex digits`, value);
}

/** Runs a reader; what it throws names the format. */
export function reading<T>(format: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof PlaceError)
      throw new Error(`Cannot read ${format}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Stops the reading: the value at this place is not what the format asks for. */
export function reject(place: Place, expected: string, value: unknown): never {
  throw wrong(place, expected, value);
}

class PlaceError extends Error {}

function wrong(place: Place, expected: string, value: unknown): PlaceError {
  const found = value === undefined ? 'nothing' : describe(value);
  return new PlaceError(`${place || 'the document'} must be ${expected}, but is ${found}`);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const shown = JSON.stringify(value);
  return shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
}
