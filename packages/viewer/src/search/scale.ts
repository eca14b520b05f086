/** Axes of the plot: where a value is drawn, and which values are written beside it. */

export interface Scale {
  /** From 0 to 1. */
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

/** Above this ratio of longest to shortest the short ones would all lie on the axis. */
const LOGARITHMIC_FROM = 30;

/** Durations in µs: logarithmic when they differ much. */
export function durationScale(durations: readonly number[]): Scale {
  const longest = durations.reduce((most, each) => Math.max(most, each), 1);
  const shortest = durations.reduce((least, each) => Math.min(least, Math.max(each, 1)), longest);
  if (longest / shortest < LOGARITHMIC_FROM) {
    const step = niceStep(longest, 4);
    const top = Math.ceil(longest / step) * step;
    return {
      place: (value) => value / top,
      ticks: Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step),
    };
  }
  const [low, high] = [Math.floor(Math.log10(shortest)), Math.ceil(Math.log10(longest))];
  const every = Math.ceil((high - low) / 4);
  const powers = Array.from(
    { length: Math.floor((high - low) / every) + 1 },
    (_, index) => low + index * every,
  );
  return {
    place: (value) => (Math.log10(Math.max(value, 1)) - low) / (high - low),
    ticks: powers.map((power) => 10 ** power),
  };
}

/** The largest of 1, 2, 5, 10, 20, ... that makes at least so many steps. */
function niceStep(length: number, steps: number): number {
  const rough = length / steps;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([5, 2, 1].find((factor) => factor * power <= rough) ?? 1) * power;
}

const SECOND = 1_000_000;
const STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
];

/** Points in time, in µs. @param most of the ticks; @param offset of the zone whose full hours count, in µs. */
export function timeScale(times: readonly number[], most: number, offset = 0): Scale {
  const first = times.reduce((least, each) => Math.min(least, each), Infinity);
  const last = times.reduce((latest, each) => Math.max(latest, each), -Infinity);
  // One moment is drawn in the middle of a second.
  const margin = Math.max((last - first) * 0.02, SECOND / 2);
  const [from, to] = [first - margin, last + margin];
  const length = to - from;
  const step =
    (STEPS.find((each) => length / (each * SECOND) <= most) ??
      86_400 * Math.ceil(length / SECOND / 86_400 / most)) * SECOND;
  const begin = Math.ceil((from - offset) / step) * step + offset;
  const count = Math.max(0, Math.floor((to - begin) / step) + 1);
  return {
    place: (time) => (time - from) / length,
    ticks: Number.isFinite(count) ? Array.from({ length: count }, (_, index) => begin + index * step) : [],
  };
}
