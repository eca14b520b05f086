/** The time range of a page, as its address says it: `lookback=1h`, or `lookback=custom&start=…&end=…` in µs. */
import { timeZone } from '../app/time-zone.ts';

export interface TimeRange {
  /** A key of `LOOKBACKS`. */
  readonly lookback: string;
  /** µs since the epoch in decimal, or '': only with `custom`. */
  readonly start: string;
  readonly end: string;
}

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;

/** In µs. */
export const LOOKBACKS: Readonly<Record<string, { readonly label: string; readonly length?: number }>> = {
  '5m': { label: 'Last 5 minutes', length: 5 * MINUTE },
  '15m': { label: 'Last 15 minutes', length: 15 * MINUTE },
  '1h': { label: 'Last hour', length: HOUR },
  '3h': { label: 'Last 3 hours', length: 3 * HOUR },
  '12h': { label: 'Last 12 hours', length: 12 * HOUR },
  '1d': { label: 'Last day', length: 24 * HOUR },
  '7d': { label: 'Last week', length: 7 * 24 * HOUR },
  all: { label: 'Any time' },
  custom: { label: 'From … to …' },
};

/** Links of the Jaeger UI have others too, such as `2d`. */
const ANY_LOOKBACK = /^(\d{1,4})([smhdw])$/;
const UNITS: Readonly<Record<string, number>> = {
  s: 1_000_000,
  m: MINUTE,
  h: HOUR,
  d: 24 * HOUR,
  w: 7 * 24 * HOUR,
};

export function readRange(parameters: URLSearchParams, fallback = '1h'): TimeRange {
  const [start, end] = ['start', 'end'].map((name) => wholeNumber(parameters.get(name)));
  const asked = parameters.get('lookback') ?? '';
  const known = Object.hasOwn(LOOKBACKS, asked) || ANY_LOOKBACK.test(asked);
  const lookback = known ? asked : start || end ? 'custom' : fallback;
  return lookback === 'custom'
    ? { lookback, start: start ?? '', end: end ?? '' }
    : { lookback, start: '', end: '' };
}

/** From when to when, in µs since the epoch; an open end is undefined. @param now in ms. */
export function rangeNow({ lookback, start, end }: TimeRange, now: number): { start?: number; end?: number } {
  if (lookback === 'custom') return { start: Number(start) || undefined, end: Number(end) || undefined };
  const length = lengthOf(lookback);
  return length === undefined ? {} : { start: now * 1_000 - length };
}

function lengthOf(lookback: string): number | undefined {
  const [, count, unit = ''] = ANY_LOOKBACK.exec(lookback) ?? [];
  return LOOKBACKS[lookback]?.length ?? (count ? Number(count) * (UNITS[unit] ?? 0) : undefined);
}

export const lookbackLabel = (lookback: string): string => LOOKBACKS[lookback]?.label ?? `Last ${lookback}`;

const wholeNumber = (text: string | null): string | undefined =>
  text && /^\d{1,16}$/.test(text) ? text : undefined;

/** For `<input type="datetime-local">`, in the zone that is chosen. @param time µs in decimal, or ''. */
export function toDateTimeInput(time: string): string {
  if (!time) return '';
  const date = new Date(Number(time) / 1_000);
  if (Number.isNaN(date.getTime())) return '';
  const offset = timeZone.value === 'utc' ? 0 : date.getTimezoneOffset() * 60_000;
  return new Date(date.getTime() - offset).toISOString().slice(0, 19);
}

/** @returns µs in decimal, or '' for what is no time. */
export function fromDateTimeInput(text: string): string {
  const time = text ? Date.parse(timeZone.value === 'utc' ? `${text}Z` : text) : Number.NaN;
  return Number.isNaN(time) ? '' : String(time * 1_000);
}
