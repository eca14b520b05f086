/** Goes through a lab's steps, until the first that is not done. */
import type { Attempt, Lab } from './lab.ts';

export interface StepResult {
  readonly says: string;
  /** `open`: not looked at, since one before is missing. */
  readonly state: 'done' | 'missing' | 'open';
  /** What is missing. */
  readonly hint?: string;
}

/** @throws when the traces cannot be read: that is no failure of the learner's. */
export async function checkLab({ steps, questions = {} }: Lab, attempt: Attempt): Promise<StepResult[]> {
  const unanswered = Object.keys(questions).filter((name) => !attempt.answers[name]?.trim());
  const results: StepResult[] = [];
  if (unanswered.length > 0) {
    const hint = unanswered.map((name) => `--answer ${name}=…  ${questions[name]}`).join('\n');
    results.push({ says: 'Every question has an answer', state: 'missing', hint });
  }
  for (const { says, check } of steps) {
    if (results.some(({ state }) => state === 'missing')) {
      results.push({ says, state: 'open' });
      continue;
    }
    const hint = await check(attempt);
    results.push(hint === undefined ? { says, state: 'done' } : { says, state: 'missing', hint });
  }
  return results;
}

export const passed = (results: readonly StepResult[]): boolean =>
  results.every(({ state }) => state === 'done');
