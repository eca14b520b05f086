import { describe, expect, it } from 'vitest';
import { planAttempt } from './phases.ts';

const PACE = { SEED: 1, FAILURE_RATE: 0.04, DURATION_SCALE: 1 };
const RUNS = Array.from({ length: 4_000 }, (_, i) => `run ${i}`);

const total = (runId: string) => planAttempt(PACE, runId, 1).reduce((sum, { duration }) => sum + duration, 0);
const fails = (runId: string, attempt: number) =>
  planAttempt(PACE, runId, attempt).some(({ failure }) => failure !== undefined);

describe('planAttempt()', () => {
  it('takes half a second at the median, and seconds now and then', () => {
    const totals = RUNS.map(total).toSorted((a, b) => a - b);
    const quantile = (share: number) => totals[Math.floor(share * totals.length)] ?? 0;
    expect(quantile(0.5)).toBeGreaterThan(300);
    expect(quantile(0.5)).toBeLessThan(500);
    expect(quantile(0.99)).toBeGreaterThan(1_500);
    expect(totals.at(-1)).toBeLessThanOrEqual(15_000);
  });

  it('is the same for the same seed, run and attempt, and differs otherwise', () => {
    const plan = planAttempt(PACE, 'run', 1);
    expect(planAttempt(PACE, 'run', 1)).toEqual(plan);
    expect(planAttempt(PACE, 'run', 2)).not.toEqual(plan);
    expect(planAttempt(PACE, 'other', 1)).not.toEqual(plan);
    expect(planAttempt({ ...PACE, SEED: 2 }, 'run', 1)).not.toEqual(plan);
  });

  it('fails a share of the runs, half of them again at the second attempt', () => {
    const first = RUNS.filter((run) => fails(run, 1));
    const second = first.filter((run) => fails(run, 2));
    expect(first.length / RUNS.length).toBeCloseTo(PACE.FAILURE_RATE, 1.5);
    expect(second.length / first.length).toBeGreaterThan(0.3);
    expect(second.length / first.length).toBeLessThan(0.7);
    expect(RUNS.filter((run) => !first.includes(run) && fails(run, 2))).toEqual([]);
  });

  it('fails none at a rate of 0 and all at a rate of 1', () => {
    const plan = (FAILURE_RATE: number) => RUNS.map((run) => planAttempt({ ...PACE, FAILURE_RATE }, run, 1));
    const failed = (FAILURE_RATE: number) =>
      plan(FAILURE_RATE).filter((phases) => phases.some(({ failure }) => failure));
    expect(failed(0)).toHaveLength(0);
    expect(failed(1)).toHaveLength(RUNS.length);
  });
});
