/** How the rate changes over time: a row of straight pieces, of which any point in time can be computed exactly. */
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import { readDuration } from './duration.ts';

/** The rate goes in a straight line from one value to the other, both in requests per second. */
export interface Piece {
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
}

/** After the last piece it starts again. A curve that does not repeat has a last piece without end. */
export type RateCurve = readonly Piece[];

/** A sine in this many straight lines is off by less than 0.1 % of its height. */
const DIURNAL_PIECES = 96;

type Settings = Record<string, string>;

interface Shape {
  /** What can be said after the colon, with what holds otherwise. */
  readonly defaults: Settings;
  readonly says: string;
  readonly curve: (peak: number, settings: Settings) => RateCurve;
}

export const SHAPES: Record<string, Shape> = {
  constant: {
    defaults: {},
    says: 'the rate, all the time',
    curve: (rate) => [hold(rate)],
  },
  ramp: {
    defaults: { from: '0', over: '30s' },
    says: 'from a rate up (or down) to --rate, then on',
    curve: (rate, { from = '', over = '' }) => [
      { seconds: readDuration(over), from: readNumber(from, 'from'), to: rate },
      hold(rate),
    ],
  },
  step: {
    defaults: { steps: '5', every: '20s' },
    says: 'up to --rate in equal steps, then on',
    curve: (rate, { steps = '', every = '' }) => {
      const count = readCount(steps, 'steps');
      const seconds = readDuration(every);
      const rates = Array.from({ length: count - 1 }, (_, index) => (rate * (index + 1)) / count);
      return [...rates.map((each) => ({ seconds, from: each, to: each })), hold(rate)];
    },
  },
  diurnal: {
    defaults: { period: '24h', low: '0.2' },
    says: 'a day: from the low, a share of --rate, up to --rate at noon and back',
    curve: (rate, { period = '', low = '' }) => {
      const seconds = readDuration(period) / DIURNAL_PIECES;
      const floor = readShare(low, 'low') * rate;
      const at = (turn: number) => floor + ((rate - floor) * (1 - Math.cos(2 * Math.PI * turn))) / 2;
      return Array.from({ length: DIURNAL_PIECES }, (_, index) => ({
        seconds,
        from: at(index / DIURNAL_PIECES),
        to: at((index + 1) / DIURNAL_PIECES),
      }));
    },
  },
  burst: {
    defaults: { every: '30s', for: '3s', times: '5' },
    says: '--rate, and now and then for a while a multiple of it',
    curve: (rate, { every = '', for: length = '', times = '' }) => {
      const [period, burst] = [readDuration(every), readDuration(length)];
      if (burst >= period)
        throw new BadInput(`Cannot use the shape burst: for=${length} is not below every=${every}`);
      const high = rate * readNumber(times, 'times');
      return [
        { seconds: period - burst, from: rate, to: rate },
        { seconds: burst, from: high, to: high },
      ];
    },
  },
};

const hold = (rate: number): Piece => ({ seconds: Infinity, from: rate, to: rate });

/** Reads `burst:every=30s,for=3s`. @throws BadInput that names what there is. */
export function readShape(text: string, rate: number): RateCurve {
  const [name = '', given = ''] = text.split(/:(.*)/s);
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (!shape) {
    throw new BadInput(`Cannot use the shape ${name}: there are ${Object.keys(SHAPES).join(', ')}`);
  }
  const settings = { ...shape.defaults };
  for (const [key = '', value = ''] of given
    .split(',')
    .filter(Boolean)
    .map((each) => each.split('='))) {
    if (!Object.hasOwn(settings, key)) {
      const known = Object.entries(shape.defaults).map(([each, usual]) => `${each}=${usual}`);
      throw new BadInput(
        `Cannot use the shape ${name}: it has no ${key}. It has ${known.join(', ') || 'no settings'}`,
      );
    }
    settings[key] = value;
  }
  return shape.curve(rate, settings);
}

function readNumber(text: string, name: string): number {
  const value = Number(text || NaN);
  if (!(value >= 0 && value <= 1e9))
    throw new BadInput(`Cannot use ${name}=${text}: expected a number from 0`);
  return value;
}

function readShare(text: string, name: string): number {
  const value = readNumber(text, name);
  if (value > 1) throw new BadInput(`Cannot use ${name}=${text}: expected a share from 0 to 1`);
  return value;
}

function readCount(text: string, name: string): number {
  const value = readNumber(text, name);
  if (!Number.isInteger(value) || value < 1 || value > 1_000) {
    throw new BadInput(`Cannot use ${name}=${text}: expected a whole number from 1 to 1000`);
  }
  return value;
}
