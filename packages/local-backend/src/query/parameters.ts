/** Reads query parameters as Jaeger does; a wrong one is a 400 that names it. */
import { Refusal } from '../receivers/body.ts';

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

/** A Go duration such as `1.5s` or `1m30s`, in ns. */
export function goDuration(name: string, text: string | null): number | undefined {
  if (!text) return undefined;
  if (text === '0') return 0;
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join('') !== text) {
    throw new Refusal(400, `cannot parse ${name}: "${text}" is no duration such as 1.5s`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (NANOSECONDS[unit ?? ''] ?? 0), 0);
}

export function wholeNumber(name: string, text: string | null): number | undefined {
  if (!text) return undefined;
  if (!/^-?\d+$/.test(text)) throw new Refusal(400, `cannot parse ${name}: "${text}" is no whole number`);
  return Number(text);
}

export function limit(name: string, text: string | null, fallback: number): number {
  const value = wholeNumber(name, text) ?? fallback;
  if (value < 0) throw new Refusal(400, `cannot parse ${name}: ${value} is below 0`);
  return Math.min(value || fallback, MAX_TRACES);
}

/** RFC 3339, in µs since the epoch. */
export function time(name: string, text: string | null): number | undefined {
  if (!text) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw new Refusal(400, `cannot parse ${name}: "${text}" is no RFC 3339 time`);
  // Date knows ms only; what is finer stays in the text.
  const finer = /\.\d{3}(\d{1,3})/.exec(text)?.[1] ?? '';
  return ms * 1_000 + Number(finer.padEnd(3, '0'));
}

/** A JSON object of text values. */
export function tagMap(name: string, text: string | null): Record<string, string> {
  if (!text) return {};
  try {
    const tags: unknown = JSON.parse(text);
    if (typeof tags !== 'object' || tags === null || Array.isArray(tags))
      throw new Error('expected an object');
    return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)]));
  } catch (error) {
    throw new Refusal(400, `cannot parse ${name}: ${(error as Error).message}`);
  }
}

/** 1 to 32 hex digits, or base64 of 16 bytes; always 32 hex digits afterwards. */
export function traceId(text: string): string {
  if (/^[0-9a-f]{1,32}$/i.test(text)) return text.toLowerCase().padStart(32, '0');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length === 16 && /^[\w+/-]{22}(==)?$/.test(text)) return bytes.toString('hex');
  throw new Refusal(400, `cannot parse the trace id "${text}": expected 1 to 32 hex digits`);
}
