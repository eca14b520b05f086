/**
 * When each request is due, fixed before the first one is sent. The k-th is where the area below the rate curve has
 * grown to k (evenly spaced), or to the sum of k random waiting times (a Poisson process); so every shape has the
 * same few lines. Source: E. Çinlar, "Introduction to Stochastic Processes", 1975 (time change of a Poisson process).
 */
import type { Random } from '@tracewalk/trace-synth/random';
import type { RateCurve } from './rate-curve.ts';

export const SPACINGS = ['even', 'poisson'] as const;
export type Spacing = (typeof SPACINGS)[number];

/** In seconds from the start, ascending, without end. */
export function* schedule(curve: RateCurve, spacing: Spacing, random: Random): Generator<number, void> {
  let piece = 0;
  /** How far we are within the piece, and where that began. */
  let within = 0;
  let begin = 0;
  // Half a request first: then as many are due within any time as the curve says, give or take half of one.
  for (let area = spacing === 'even' ? 0.5 : exponential(random); ; area = nextArea(spacing, random)) {
    let missing = area;
    for (;;) {
      const { seconds, from, to } = curve[piece % curve.length] as RateCurve[number];
      const slope = seconds === Infinity ? 0 : (to - from) / seconds;
      const rate = from + slope * within;
      const left = seconds === Infinity ? Infinity : ((rate + to) / 2) * (seconds - within);
      if (missing <= left) {
        // The root of rate·t + slope·t²/2 = missing, written so that a slope of 0 needs no case of its own.
        within += (2 * missing) / (rate + Math.sqrt(Math.max(0, rate ** 2 + 2 * slope * missing)));
        break;
      }
      missing -= left;
      begin += seconds;
      piece += 1;
      within = 0;
    }
    yield begin + within;
  }
}

const exponential = (random: Random): number => -Math.log(1 - random.next());
const nextArea = (spacing: Spacing, random: Random): number => (spacing === 'even' ? 1 : exponential(random));

/** Every n-th of them: what one of several generators sends that together keep to one schedule. */
export function* share(times: Iterable<number>, { index, of }: Partition): Generator<number, void> {
  let number = 0;
  for (const time of times) if (number++ % of === index) yield time;
}

/** Which of how many generators this is; the first has index 0. */
export interface Partition {
  readonly index: number;
  readonly of: number;
}
