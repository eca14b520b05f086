/** A lab as `npm run new lab` makes it: whoever writes one begins with tests that pass. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkLab, findLabs, passed, readHints } from '@tracewalk/lab';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { MAKERS } from '../../tools/makers.ts';
import { LabSystem } from './lab-system.ts';

const system = new LabSystem();
/** Within the project, so that the lab finds its packages. */
const work = join(projectFolder, 'lab-work');
mkdirSync(work, { recursive: true });
const root = mkdtempSync(join(work, 'new-'));

beforeAll(async () => {
  mkdirSync(join(root, 'labs'));
  MAKERS['lab']?.(root, 'some-lab');
  await system.start();
}, 60_000);
afterAll(async () => {
  rmSync(root, { recursive: true });
  await system.stop();
});

it('a new lab is not solved by who guesses, and is by its solution', { timeout: 60_000 }, async () => {
  const [lab] = await findLabs(join(root, 'labs'));
  if (!lab) throw new Error('There is no lab');
  expect(lab.name).toBe('01-some-lab');
  expect(readHints(lab)).toHaveLength(3);
  await using attempt = await system.begin(lab);
  expect(passed(await checkLab(lab, attempt.with({ trace: 'a guess' })))).toBe(false);
  expect(passed(await checkLab(lab, attempt.with(await attempt.solve())))).toBe(true);
});
