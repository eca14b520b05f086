/** Reads query parameters as Jaeger does; a wrong one is a 400 that names it. */
import { Refusal } from '../refusal.ts';

export const MAX_TRACES = 1_500;

const NANOSECONDS: Record<string, number> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3_600e9,
};

const wrong = (name: string, text: string, expected: string): Refusal =>
  new Refusal(400, `unable to parse param '${name}': "${text}" is no ${expected}`);

/** A Go duration such as `1.5s` or `1m30s`, in ns. */
export function goDuration(name: string, text: string | null): number | undefined {
  if (!text) return undefined;
  if (text === '0') return 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join('') !== text) throw wrong(name, text, 'duration such as 1.5s');
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (NANOSECONDS[unit ?? ''] ?? 0), 0);
}

export function wholeNumber(name: string, text: string | null): number | undefined {
  if (!text) return undefined;
  if (!/^[+-]?\d{1,16}$/.test(text)) throw wrong(name, text, 'whole number');
  return Number(text);
}

/** @returns false if absent. */
export function boolean(name: string, text: string | null): boolean {
  if (!text || /^(0|f|false)$/i.test(text)) return false;
  if (/^(1|t|true)$/i.test(text)) return true;
  throw wrong(name, text, 'boolean');
}

export function limit(name: string, text: string | null, fallback: number): number {
  const value = wholeNumber(name, text) ?? fallback;
  if (value < 1) throw wrong(name, String(value), 'number above 0');
  return Math.min(value, MAX_TRACES);
}

/** RFC 3339, in µs since the epoch. */
export function time(name: string, text: string | null): number | undefined {
  if (!text) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
    ? Date.parse(text.replace(/\.\d+/, ''))
    : Number.NaN;
  if (Number.isNaN(ms)) throw wrong(name, text, 'RFC 3339 time');
  // Date knows ms only, so what is finer is taken from the text.
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? '';
  return ms * 1_000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** A JSON object of text values. */
export function tagMap(name: string, text: string | null): Record<string, string> {
  if (!text) return {};
  try {
    const tags: unknown = JSON.parse(text);
    if (typeof tags !== 'object' || tags === null || Array.isArray(tags))
      throw new Error('expected an object');
    const other = Object.entries(tags).find(([, value]) => typeof value !== 'string');
    if (other) throw new Error(`the value of ${other[0]} is no text`);
    return tags as Record<string, string>;
  } catch (error) {
    throw new Refusal(
      400,
      `malformed '${name}' parameter, cannot unmarshal JSON: ${(error as Error).message}`,
    );
  }
}

/** 1 to 32 hex digits, or base64 of 16 bytes; always 32 hex digits afterwards. */
export function traceId(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return text.toLowerCase().padStart(32, '0');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 16 && /^[\w+/-]{22}(==)?$/.test(text)) return bytes.toString('hex');
  throw new Refusal(400, `cannot parse traceID param: "${text}" is no trace id of 1 to 32 hex digits`);
}

/** Both ends of a duration. */
export function checkOrder(min: number | undefined, max: number | undefined): void {
  if (min && max && max < min) throw new Refusal(400, "'maxDuration' should be greater than 'minDuration'");
}
