/** `lab start`: story and task, the fault, a copy of the code. */
import { cpSync, existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isAttendee } from '@tracewalk/faults';
import { chooseLab, readTask, withLab, writeProgress } from '@tracewalk/lab';
import { setFaults } from './lab-faults.ts';
import { tellWorkshop } from './tell-workshop.ts';
import type { LabFlags, Workplace } from './workplace.ts';

export async function startLab(
  place: Workplace,
  wanted: string,
  { attendee, workshop = place.progress.workshop }: Pick<LabFlags, 'attendee' | 'workshop'>,
): Promise<void> {
  const { labs, progress, work, faults } = place;
  const lab = chooseLab(labs, wanted);
  const who = attendee ?? progress.attendee;
  if (who !== undefined && !isAttendee(who))
    throw new Error(
      `Cannot start as ${who}: a name has 1 to 64 letters, digits, dots, dashes or underscores`,
    );
  if (workshop && who === undefined)
    throw new Error('Cannot start the lab: a workshop wants your name. Pass --attendee <your name>');
  const code = copyCode(join(lab.folder, 'start'), join(work, lab.name));
  await setFaults(lab, faults, who);
  const begun = { startedAt: new Date().toISOString(), passedAt: undefined };
  const now = { ...withLab(progress, lab.name, begun), attendee: who, workshop };
  writeProgress(work, now);

  const number = lab.name.slice(0, 2);
  console.log(`Lab ${number}: ${lab.title} (about ${lab.minutes} minutes)\n\n${readTask(lab)}\n`);
  if (who) console.log(`You are ${who}. Open the page once as ${pageOf(place, who)}\n`);
  if (code) console.log(`Your copy: ${relative(process.cwd(), join(work, lab.name))}`);
  if (lab.program) console.log(`Start it: npx tracewalk lab run ${number}`);
  console.log(`Stuck?    npx tracewalk lab hint ${number}\nSolved?   npx tracewalk lab check ${number}`);
  await tellWorkshop(workshop, now, lab, { did: 'start' });
}

/** From then on what the browser asks for is the attendee's. */
const pageOf = ({ frontendUrl }: Workplace, attendee: string): string =>
  new URL(`/?attendee=${encodeURIComponent(attendee)}`, frontendUrl).href;

/** A copy that is there already stays: somebody has worked on it. */
function copyCode(from: string, to: string): boolean {
  if (!existsSync(from)) return false;
  if (!existsSync(to)) cpSync(from, to, { recursive: true });
  return true;
}
