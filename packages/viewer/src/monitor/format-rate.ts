/** Calls a second: `12/s`, `0.4/s`; below one in ten seconds by the minute: `3/min`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0/s';
  if (perSecond < 0.1) return `${Number((perSecond * 60).toPrecision(2))}/min`;
  return `${Number(perSecond.toPrecision(perSecond < 100 ? 2 : 3))}/s`;
}
