/**
 * Every lab, on one running system and several at once: its check fails before it is solved and for somebody who guesses, and passes after its
 * solution. What a learner would do is in the lab's `solve.ts`; edited code is its `solution.patch`.
 */
import { join } from 'node:path';
import { checkLab, findLabs, passed, type FoundLab, type StepResult } from '@tracewalk/lab';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { LabSystem } from './lab-system.ts';

const labs = await findLabs(join(projectFolder, 'labs'));
const system = new LabSystem();

beforeAll(() => system.start(), 60_000);
afterAll(() => system.stop());

it('has at least eighteen labs, numbered without a gap', () => {
  expect(labs.length).toBeGreaterThanOrEqual(18);
  expect(labs.map(({ name }) => name.slice(0, 2))).toEqual(
    labs.map((_, i) => String(i + 1).padStart(2, '0')),
  );
});

// At the same time, as in a workshop: each lab is somebody else's, and nobody's fault is to be seen by others.
describe.concurrent.each(labs.map((lab) => [lab.name, lab] as const))('%s', (_, lab) => {
  it('is not solved by who guesses, and is by its solution', { timeout: 180_000 }, async () => {
    await using attempt = await system.begin(lab);
    const guess = Object.fromEntries(Object.keys(lab.questions ?? {}).map((name) => [name, 'a guess']));
    for (const answers of lab.questions ? [{}, guess] : [{}])
      expect(passed(await checkLab(lab, attempt.with(answers)))).toBe(false);

    const answers = await attempt.solve();
    expect(await settled(lab, () => checkLab(lab, attempt.with(answers)))).toEqual(allDone(lab));
  });
});

const allDone = (lab: FoundLab): StepResult[] => lab.steps.map(({ says }) => ({ says, state: 'done' }));

/** Spans arrive a moment after what they are about: the check is asked again for some seconds. */
async function settled(lab: FoundLab, check: () => Promise<StepResult[]>): Promise<StepResult[]> {
  let results = await check();
  for (let tries = 0; tries < 3 && !passed(results); tries++) {
    await new Promise((wake) => setTimeout(wake, 1_000));
    results = await check();
  }
  return results;
}
