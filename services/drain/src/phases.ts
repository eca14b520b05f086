/** What a run goes through: how long each phase takes, and which runs fail. Decided by the seed and the run's id. */
import type { Config } from './config.ts';
import { logNormal, randomNumbers } from './random.ts';

interface Phase {
  name: 'prepare' | 'plan' | 'apply';
  /** In ms. */
  median: number;
  spread: number;
  /** What goes wrong when it goes wrong. */
  failure: string;
}

const PHASES: readonly Phase[] = [
  { name: 'prepare', median: 50, spread: 0.6, failure: 'the module registry did not answer' },
  { name: 'plan', median: 110, spread: 0.8, failure: 'the state is locked by another run' },
  { name: 'apply', median: 180, spread: 1, failure: 'the provider answered 429 Too Many Requests' },
];

/** No phase takes longer, in ms, however long the tail. */
const LONGEST = 5_000;

type Pace = Pick<Config, 'SEED' | 'FAILURE_RATE' | 'DURATION_SCALE'>;

export interface PlannedPhase {
  name: string;
  duration: number;
  failure?: string;
}

/**
 * The phases of one attempt. A share of the runs (FAILURE_RATE) fails in one phase; half of these succeed at the second
 * attempt, half of the rest at the third, and so on. So most failures end well, and some become dead letters.
 */
export function planAttempt(config: Pace, runId: string, attempt: number): PlannedPhase[] {
  const fate = randomNumbers(`${config.SEED} ${runId}`);
  const unlucky = fate() < config.FAILURE_RATE;
  const failing = Math.floor(fate() * PHASES.length);
  const failingAttempts = Math.ceil(-Math.log2(1 - fate()));
  const random = randomNumbers(`${config.SEED} ${runId} ${attempt}`);
  return PHASES.map(({ name, median, spread, failure }, index) => ({
    name,
    duration: Math.min(logNormal(random, median, spread), LONGEST) * config.DURATION_SCALE,
    ...(unlucky && index === failing && attempt <= failingAttempts && { failure }),
  }));
}

export class PhaseFailed extends Error {
  override name = 'PhaseFailed';
}
