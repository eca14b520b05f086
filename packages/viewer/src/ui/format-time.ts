/** Points in time as text, in the zone that the header's switch says. Reading them in a component follows the switch. */
import { timeZone } from '../app/time-zone.ts';

/** Nanoseconds in decimal text (OTLP: a double cannot hold them), or microseconds, to microseconds. */
export const epochMicroseconds = (time: string | number): number =>
  typeof time === 'number' ? time : Number(BigInt(time) / 1_000n);

/** `2026-11-21 09:30:00.125`. @param time µs since the epoch, or nanoseconds in decimal text. */
export function formatDateTime(time: string | number): string {
  const parts = partsOf(time);
  return parts ? `${parts.date} ${parts.clock}` : 'at no known time';
}

/** `09:30:00.125`: for lists whose days are clear. */
export const formatClock = (time: string | number): string => partsOf(time)?.clock ?? 'at no known time';

/** `2026-11-21`. */
export const formatDate = (time: string | number): string => partsOf(time)?.date ?? 'at no known time';

/** What is behind a time: `UTC`, or this machine's offset such as `UTC+2`. */
export function zoneName(time: string | number = Date.now() * 1_000): string {
  if (timeZone.value === 'utc') return 'UTC';
  const minutes = -new Date(epochMicroseconds(time) / 1_000).getTimezoneOffset();
  if (!minutes) return 'UTC+0, local';
  const rest = Math.abs(minutes % 60);
  const hours = Math.trunc(Math.abs(minutes) / 60);
  return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`;
}

function partsOf(time: string | number): { date: string; clock: string } | undefined {
  const ms = Math.floor(epochMicroseconds(time) / 1_000);
  const offset = timeZone.value === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60_000;
  const shifted = new Date(ms - offset);
  if (Number.isNaN(shifted.getTime())) return undefined;
  const [date = '', clock = ''] = shifted.toISOString().slice(0, -1).split('T');
  return { date, clock };
}
