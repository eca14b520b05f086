/** `lab start`: story and task, the fault, a copy of the code. */
import { cpSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isAttendee } from '@tracewalk/faults';
import { chooseLab, readTask, withLab, writeProgress } from '@tracewalk/lab';
import { setFaults } from './lab-faults.ts';
import type { Workplace } from './workplace.ts';

export async function startLab(place: Workplace, wanted: string, attendee?: string): Promise<void> {
  const { labs, progress, work, faults } = place;
  const lab = chooseLab(labs, wanted);
  const who = attendee ?? progress.attendee;
  if (who !== undefined && !isAttendee(who))
    throw new Error(
      `Cannot start as ${who}: a name has 1 to 64 letters, digits, dots, dashes or underscores`,
    );
  const code = copyCode(join(lab.folder, 'start'), join(work, lab.name));
  await setFaults(lab, faults, who);
  const begun = { startedAt: new Date().toISOString(), passedAt: undefined };
  writeProgress(work, { ...withLab(progress, lab.name, begun), attendee: who });

  const number = lab.name.slice(0, 2);
  console.log(`Lab ${number}: ${lab.title} (about ${lab.minutes} minutes)\n\n${readTask(lab)}\n`);
  if (who)
    console.log(`You are ${who}: on the page, say so at the bottom, or open it as /?attendee=${who}\n`);
  if (code) console.log(`Your copy: ${relative(process.cwd(), join(work, lab.name))}`);
  if (lab.program) console.log(`Start it: npx tracewalk lab run ${number}`);
  console.log(`Stuck?    npx tracewalk lab hint ${number}\nSolved?   npx tracewalk lab check ${number}`);
}

/** A copy that is there already stays: somebody has worked on it. */
function copyCode(from: string, to: string): boolean {
  if (!existsSync(from)) return false;
  if (!existsSync(to)) cpSync(from, to, { recursive: true });
  return true;
}
