/** Time as microseconds: points in time since the Unix epoch, and lengths of time. */

declare const unit: unique symbol;

/** A number of microseconds. Branded, so that milliseconds or nanoseconds cannot slip in. */
export type Microseconds = number & { readonly [unit]: 'us' };

export const microseconds = (value: number): Microseconds => value as Microseconds;

/** OTLP counts in nanoseconds, as decimal text because a double cannot hold them. Fractions of a microsecond are cut. */
export const microsecondsFromNanos = (nanos: bigint): Microseconds => microseconds(Number(nanos / 1_000n));

/** A length of time in three digits or so: `840 us`, `4.2 ms`, `317 ms`, `1.27 s`, `2m 05s`. */
export function formatDuration(duration: Microseconds): string {
  if (duration < 0) return `-${formatDuration(microseconds(0 - duration))}`;
  if (duration < 1_000) return `${Math.round(duration)} us`;
  if (duration < 999_500) return `${threeDigits(duration / 1_000)} ms`;
  if (duration < 59_995_000) return `${threeDigits(duration / 1_000_000)} s`;
  const seconds = Math.round(duration / 1_000_000);
  const [minutes, hours] = [Math.floor(seconds / 60) % 60, Math.floor(seconds / 3_600)];
  if (hours > 0) return `${hours}h ${twoDigits(minutes)}m`;
  return `${minutes}m ${twoDigits(seconds % 60)}s`;
}

/** A point in time, UTC: `2026-11-21 09:30:00.125`. */
export function formatTime(time: Microseconds): string {
  const date = new Date(time / 1_000);
  return Number.isNaN(date.getTime())
    ? 'at no known time'
    : date.toISOString().replace('T', ' ').slice(0, -1);
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function threeDigits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
