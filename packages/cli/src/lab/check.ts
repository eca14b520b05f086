/** `lab check`: asks for the answers that were not given, goes through the steps, says what is missing. */
import { createInterface } from 'node:readline/promises';
import {
  checkLab,
  chooseLab,
  passed,
  withLab,
  writeProgress,
  type FoundLab,
  type StepResult,
} from '@tracewalk/lab';
import { speaksUnicode } from '../speaks-unicode.ts';
import { tellWorkshop } from './tell-workshop.ts';
import { attemptAt, type LabFlags, type Workplace } from './workplace.ts';

/** @returns the exit code: 0 when the lab is solved */
export async function checkCommand(
  place: Workplace,
  wanted: string,
  { answer = {}, workshop = place.progress.workshop }: LabFlags,
): Promise<number> {
  const lab = chooseLab(place.labs, wanted);
  const answers = await askFor(lab, answer);
  const results = await checkLab(lab, attemptAt(place, lab, answers));
  console.log(`Lab ${lab.name.slice(0, 2)}: ${lab.title}`);
  for (const result of results) console.log(line(result));
  const done = passed(results);
  if (done) {
    writeProgress(place.work, withLab(place.progress, lab.name, { passedAt: new Date().toISOString() }));
    console.log(
      `\nSolved. What the trace shows, and why: npx tracewalk lab solution ${lab.name.slice(0, 2)}`,
    );
  }
  const stepsDone = results.filter(({ state }) => state === 'done').length;
  await tellWorkshop(workshop, place.progress, lab, { did: 'check', done: stepsDone });
  return done ? 0 : 1;
}

/** On a terminal only: a script gets told which are missing, by the check. */
async function askFor(
  { questions = {} }: FoundLab,
  given: Record<string, string>,
): Promise<Record<string, string>> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(questions, name));
  if (unknown.length > 0) {
    const known = Object.keys(questions).join(', ') || 'none';
    throw new Error(`Cannot take the answer ${unknown.join(', ')}: this lab asks for ${known}`);
  }
  const open = Object.entries(questions).filter(([name]) => given[name] === undefined);
  if (open.length === 0 || !process.stdin.isTTY) return given;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answers = { ...given };
  for (const [name, question] of open) answers[name] = await terminal.question(`${name}: ${question}\n> `);
  terminal.close();
  return answers;
}

const SIGNS = speaksUnicode()
  ? { done: '✓', missing: '✗', open: '·' }
  : { done: 'ok', missing: '!!', open: '..' };

const line = ({ says, state, hint }: StepResult): string =>
  `${SIGNS[state]} ${says}${hint ? `\n    ${hint.replaceAll('\n', '\n    ')}` : ''}`;
