/** A tick's label, with as many digits as tell it from the next one: `12.35 ms`, `7200.000012 s`. */
const UNITS = [
  { name: 's', size: 1_000_000 },
  { name: 'ms', size: 1_000 },
  { name: 'µs', size: 1 },
] as const;

/** `time` and `step` (to the next tick) in µs. */
export function tickLabel(time: number, step: number): string {
  if (time === 0) return '0';
  if (step >= 60_000_000) return clock(time);
  const unit = UNITS.find(({ size }) => Math.abs(time) >= size) ?? UNITS[2];
  const decimals = Math.max(0, Math.ceil(-Math.log10(step / unit.size) - 1e-9));
  return `${(time / unit.size).toFixed(Math.min(decimals, 7))} ${unit.name}`;
}

function clock(time: number): string {
  const minutes = Math.round(time / 60_000_000);
  return Math.abs(minutes) < 60
    ? `${minutes} min`
    : `${Math.trunc(minutes / 60)} h ${Math.abs(minutes % 60)} min`;
}
