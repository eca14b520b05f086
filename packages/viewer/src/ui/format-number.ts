/** Counts and shares as text. */
const COUNT = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** `12,345`. */
export const formatCount = (count: number): string => COUNT.format(count);

/** `12.3K`, for where room is short. */
export const formatCompact = (count: number): string => COMPACT.format(count);

/** `1 span`, `2 spans`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** A share from 0 to 1: `12%`, `0.4%`, and never `0%` or `100%` of what is not none or all. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}%`;
  if (percent < 0.1) return '<0.1%';
  if (percent > 99.9) return '>99.9%';
  return percent < 10 || percent > 99 ? `${percent.toFixed(1)}%` : `${percent.toFixed(0)}%`;
}
