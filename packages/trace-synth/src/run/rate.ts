/** How much is due, and whether it was held. */
export type RateUnit = 'spans' | 'traces';

export interface Rate {
  perSecond: number;
  unit: RateUnit;
}

/**
 * `100000spans/s`, `4ktraces/s`, `2.5M spans/s`; spans if the unit is left out.
 *
 * @throws Error
 */
export function parseRate(text: string): Rate {
  const { number, unit } = parseQuantity(text.trim().replace(/\s*\/\s*s$/, '')) ?? {};
  if (number === undefined || unit === undefined) {
    throw new Error(`Cannot read the rate '${text}': expected e.g. 100000spans/s or 4000traces/s`);
  }
  if (number <= 0) throw new Error(`Cannot hold the rate '${text}': it has to be more than 0`);
  if (number > MAX_RATE) throw new Error(`Cannot hold the rate '${text}': it is over ${MAX_RATE} a second`);
  return { perSecond: number, unit };
}

/** No machine makes more: a slip of the finger. */
const MAX_RATE = 1e9;

/** `1000traces`, `5Mspans`; spans if the unit is left out. @throws Error */
export function parseCount(text: string): { count: number; unit: RateUnit } {
  const { number, unit } = parseQuantity(text.trim()) ?? {};
  if (number === undefined || unit === undefined || !Number.isSafeInteger(number) || number < 1) {
    throw new Error(`Cannot read the count '${text}': expected e.g. 1000traces or 5000000spans`);
  }
  return { count: number, unit };
}

function parseQuantity(text: string): { number: number; unit: RateUnit } | undefined {
  const [, digits, factor = '', unit = 'spans'] =
    /^(\d+(?:[_,]\d{3})*(?:\.\d+)?)\s*([kKM]?)\s*(spans|traces)?$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits.replaceAll(/[_,]/g, '')) * (FACTORS[factor] ?? 1);
  return { number: Math.round(number * 1e6) / 1e6, unit: unit as RateUnit };
}

const FACTORS: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6 };

/** What is not made within so long of its time is missed: it is reported, and not made up for later. */
const MAX_LAG_SECONDS = 1;

/** An open loop: what is due follows from the time alone, not from how the receiver does. */
export class Schedule {
  readonly #perSecond: number;
  readonly #start: number;
  /** Due and not made in time. */
  missed = 0;
  /** By how much the making was behind the schedule at most, in ms. */
  mostBehindMs = 0;

  /** @param start ms, by the clock that is passed to `due` */
  constructor(perSecond: number, start: number) {
    this.#perSecond = perSecond;
    this.#start = start;
  }

  /** How many are due by now, of which `made` are made. */
  due(now: number, made: number): number {
    const due = (this.#perSecond * (now - this.#start)) / 1_000 - this.missed;
    const behind = due - made;
    if (behind > 0) this.mostBehindMs = Math.max(this.mostBehindMs, (behind / this.#perSecond) * 1_000);
    const excess = behind - Math.max(MAX_LAG_SECONDS * this.#perSecond, 1);
    if (excess <= 0) return due;
    this.missed += excess;
    return due - excess;
  }
}

const WINDOW_MS = 10_000;
const STEP_MS = 100;
const STEPS = WINDOW_MS / STEP_MS;

/** Watches every 10 s, begun every 0.1 s: how far what was made in them is from what was asked. */
export class RateWatch {
  readonly #expected: number;
  readonly #start: number;
  readonly #steps = new Float64Array(STEPS);
  #step = 0;
  #sum = 0;
  /** Share of what was asked: 0.99 is 1 % too little. Undefined until 10 s are over. */
  least: number | undefined;
  most: number | undefined;

  constructor(perSecond: number, start: number) {
    this.#expected = (perSecond * WINDOW_MS) / 1_000;
    this.#start = start;
  }

  add(now: number, count: number): void {
    this.advance(now);
    const at = this.#step % STEPS;
    this.#steps[at] = (this.#steps[at] ?? 0) + count;
    this.#sum += count;
  }

  /** Ends the windows that are over. */
  advance(now: number): void {
    const current = Math.floor((now - this.#start) / STEP_MS);
    while (this.#step < current) {
      this.#step += 1;
      if (this.#step >= STEPS) {
        const share = this.#sum / this.#expected;
        this.least = Math.min(this.least ?? share, share);
        this.most = Math.max(this.most ?? share, share);
      }
      const at = this.#step % STEPS;
      this.#sum -= this.#steps[at] ?? 0;
      this.#steps[at] = 0;
    }
  }
}
