/** Hex and decimal digits into bytes, four at a time, from tables. */
const encoder = new TextEncoder();

/** Four characters as a word whose lowest byte is the first. */
const wordOf = (text: string): number => new DataView(encoder.encode(text).buffer).getUint32(0, true);

/** By a byte: its two hex digits. */
const HEX = Uint32Array.from({ length: 256 }, (_, byte) =>
  wordOf(`${byte.toString(16).padStart(2, '0')}\0\0`),
);

/** From 0000 to 9999. */
const DECIMAL = Uint32Array.from({ length: 10_000 }, (_, value) => wordOf(String(value).padStart(4, '0')));

/** The first four hex digits of a word of an id, as a word: those of its two lower bytes. */
export const lowerHex = (word: number): number =>
  (HEX[word & 0xff] as number) | ((HEX[(word >>> 8) & 0xff] as number) << 16);

/** The other four. */
export const upperHex = (word: number): number =>
  (HEX[(word >>> 16) & 0xff] as number) | ((HEX[word >>> 24] as number) << 16);

/** The eight hex digits of a word of an id. */
export function putHex(view: DataView, at: number, word: number): void {
  view.setUint32(at, lowerHex(word), true);
  view.setUint32(at + 4, upperHex(word), true);
}

/** Eight digits of a number below 10^8. */
export function put8(view: DataView, at: number, value: number): void {
  const upper = Math.floor(value / 10_000);
  view.setUint32(at, DECIMAL[upper] as number, true);
  view.setUint32(at + 4, DECIMAL[value - upper * 10_000] as number, true);
}

/** Three digits of a number below 1,000. */
export function put3(view: DataView, at: number, value: number): void {
  const word = DECIMAL[value] as number;
  view.setUint16(at, word >>> 8, true);
  view.setUint8(at + 2, word >>> 24);
}

/** Microseconds since 1970 in 16 digits: enough from September 2001 to 2286. @param upper hundreds of seconds */
export function putMicros(view: DataView, at: number, upper: number, micros: number): void {
  const carry = Math.floor(micros / 1e8);
  put8(view, at, upper + carry);
  put8(view, at + 8, micros - carry * 1e8);
}

/** A number in `width` characters, with spaces before it, as JSON allows them. */
export function putPadded(view: DataView, at: number, width: number, value: number): void {
  let rest = value;
  let end = at + width;
  while (rest >= 10_000) {
    const next = Math.floor(rest / 10_000);
    end -= 4;
    view.setUint32(end, DECIMAL[rest - next * 10_000] as number, true);
    rest = next;
  }
  do {
    const next = Math.floor(rest / 10);
    end -= 1;
    view.setUint8(end, 0x30 + rest - next * 10);
    rest = next;
  } while (rest > 0);
  while (end > at) view.setUint8(--end, 0x20);
}
