/** What a drive is asked to do: texts as they come from flags or the environment, checked and read. */
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { readDuration } from './arrivals/duration.ts';
import { type RateCurve, readShape } from './arrivals/rate-curve.ts';
import { readArrivals } from './arrivals/replay.ts';
import { type Partition, SPACINGS } from './arrivals/schedule.ts';
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import { readWeights, USUAL_WEIGHTS, type Weights } from './journeys/index.ts';

/** What no generator of this kind can do: beyond it the question is about something else than the system. */
const MAX_RATE = 200_000;

const url = z.url({ protocol: /^https?$/, error: 'expected an http:// or https:// URL' });
const duration = z.string().transform(readDuration);
const share = z.coerce
  .string()
  .regex(/^\d+(\.\d+)?%?$/, 'expected a share, as 0.05 or 5%')
  .transform((text) => (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)))
  .refine((value) => value <= 1, 'expected a share up to 1');
const number = (min: number, max: number) =>
  z.coerce
    .number({ error: 'expected a number' })
    .min(min, `expected at least ${min}`)
    .max(max, `expected at most ${max}`);
const whole = (min: number, max: number) => number(min, max).int('expected a whole number');
/** Keys and values as they may stand in a header (RFC 7230 tokens; W3C Baggage's own set is a little larger). */
const member = z.string().regex(/^[\w.-]{1,64}=[\w.+~:/-]{1,256}$/, 'expected key=value without spaces');

const schema = z.object({
  frontend: url.default('http://127.0.0.1:8080'),
  events: url.optional(),
  rate: number(1e-6, MAX_RATE).default(10),
  shape: z.string().default('constant'),
  arrivals: z.enum(SPACINGS, { error: `expected one of ${SPACINGS.join(', ')}` }).default('even'),
  replay: z.string().optional(),
  speed: number(1e-6, 1e6).default(1),
  duration: duration.optional(),
  journeys: z.string().default(USUAL_WEIGHTS),
  think: number(0, 1_000).default(1),
  bad: share.default(0.05),
  deadline: duration.default(5),
  wait: duration.default(0),
  maxInFlight: whole(1, 100_000).default(1_000),
  attendee: z
    .string()
    .regex(/^[\w.-]{1,64}$/, 'expected letters, digits, dots and dashes, 64 at most')
    .optional(),
  baggage: z.array(member).max(32).default([]),
  partition: z
    .string()
    .regex(/^\d{1,5}\/\d{1,5}$/, 'expected <index>/<count>, the first is 0/<count>')
    .default('0/1'),
  seed: whole(0, 2 ** 32 - 1).optional(),
});

export type DriveTexts = z.input<typeof schema>;

export interface DriveOptions {
  frontend: URL;
  /** The broker. */
  events: URL | undefined;
  /** As the report names it: `ramp:over=10s up to 50/s`. */
  says: string;
  arrivals: { curve: RateCurve; spacing: 'even' | 'poisson' } | { times: readonly number[] };
  /** Seconds; Infinity until told to stop. */
  duration: number;
  weights: Weights;
  think: number;
  bad: number;
  /** Seconds from sending until a request is given up. */
  deadline: number;
  /** Seconds that the target may take to be there. */
  wait: number;
  maxInFlight: number;
  /** `key=value`s that go with every request, beside the session. */
  baggage: readonly string[];
  partition: Partition;
  seed: number;
}

/** @param nameOf what a setting is called where it came from. @throws BadInput that names every wrong setting. */
export function readDriveOptions(
  texts: Partial<Record<keyof DriveTexts, unknown>>,
  usualDuration: string,
  nameOf: (setting: string) => string,
): DriveOptions {
  const result = schema.safeParse(texts);
  if (!result.success) {
    const wrong = result.error.issues.map(({ path, message }) => `${nameOf(String(path[0]))}: ${message}`);
    throw new BadInput(`Cannot drive: ${wrong.join('. ')}`);
  }
  const given = result.data;
  const [index = 0, of = 1] = given.partition.split('/').map(Number);
  if (index >= of) throw new BadInput(`Cannot drive: ${nameOf('partition')}: ${index} is not below ${of}`);
  const arrivals = given.replay
    ? { times: readArrivals(given.replay, given.speed) }
    : { curve: readShape(given.shape, given.rate), spacing: given.arrivals };
  const usual = given.replay || usualDuration === '' ? Infinity : readDuration(usualDuration);
  return {
    frontend: new URL(given.frontend),
    events: given.events === undefined ? undefined : new URL(given.events),
    says: given.replay
      ? `replay of ${given.replay}`
      : [given.shape, given.arrivals === 'poisson' ? ' (poisson)' : '', ` at ${given.rate}/s`].join(''),
    arrivals,
    duration: given.duration ?? usual,
    weights: readWeights(given.journeys, given.events !== undefined),
    think: given.think,
    bad: given.bad,
    deadline: given.deadline,
    wait: given.wait,
    maxInFlight: given.maxInFlight,
    baggage: [...(given.attendee ? [`attendee=${given.attendee}`] : []), ...given.baggage],
    partition: { index, of },
    seed: given.seed ?? randomInt(2 ** 32),
  };
}
