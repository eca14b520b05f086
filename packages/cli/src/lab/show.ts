/** `lab list`, `hint`, `solution`, `reset`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  chooseLab,
  readHints,
  readSolution,
  withLab,
  withoutLab,
  writeProgress,
  type LabProgress,
} from '@tracewalk/lab';
import { clearFaults } from './lab-faults.ts';
import { tellWorkshop } from './tell-workshop.ts';
import type { Workplace } from './workplace.ts';

export function listLabs({ labs, progress }: Workplace): void {
  const width = Math.max(...labs.map(({ name }) => name.length));
  for (const { name, title, minutes } of labs) {
    const state = stateOf(progress.labs[name]);
    console.log(`${state.padEnd(7)} ${name.padEnd(width)}  ${title}, ${minutes} minutes`);
  }
  const done = labs.filter(({ name }) => progress.labs[name]?.passedAt).length;
  console.log(`\n${done} of ${labs.length} done. Begin one with: npx tracewalk lab start <number>`);
}

const stateOf = (progress: LabProgress | undefined): string => {
  if (!progress) return '';
  return progress.passedAt ? '✓ done' : 'begun';
};

/** The next hint; when there is none left, all of them. */
export async function showHint(
  { labs, progress, work }: Workplace,
  wanted: string,
  workshop = progress.workshop,
): Promise<void> {
  const lab = chooseLab(labs, wanted);
  const hints = readHints(lab);
  const seen = progress.labs[lab.name]?.hints ?? 0;
  if (seen >= hints.length) {
    for (const [index, hint] of hints.entries()) console.log(`Hint ${index + 1}: ${hint}\n`);
    console.log(`That is all. What the trace shows: npx tracewalk lab solution ${lab.name.slice(0, 2)}`);
    return;
  }
  console.log(`Hint ${seen + 1} of ${hints.length}: ${hints[seen]}`);
  const taken = withLab(progress, lab.name, { hints: seen + 1 });
  writeProgress(work, taken);
  await tellWorkshop(workshop, taken, lab, { did: 'hint' });
}

export const showSolution = ({ labs }: Workplace, wanted: string): void =>
  console.log(readSolution(chooseLab(labs, wanted)));

export async function resetLab({ labs, progress, work, faults }: Workplace, wanted: string): Promise<void> {
  const lab = chooseLab(labs, wanted);
  await clearFaults(lab, faults, progress.attendee);
  rmSync(join(work, lab.name), { recursive: true, force: true });
  writeProgress(work, withoutLab(progress, lab.name));
  console.log(`Lab ${lab.name} is as before you began.`);
  await tellWorkshop(progress.workshop, progress, lab, { did: 'reset' });
}
