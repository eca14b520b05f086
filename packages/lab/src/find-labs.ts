/** The labs that there are, by their folders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Lab, Solve } from './lab.ts';

/** A lab, and the folder it is in. */
export interface FoundLab extends Lab {
  /** `02-slow-hop`. */
  readonly name: string;
  readonly folder: string;
}

/** @param folder the project's `labs` */
export function findLabs(folder: string): Promise<FoundLab[]> {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'lab.ts')));
  return Promise.all(names.toSorted().map((name) => load(join(folder, name), name)));
}

/** By number (`2`, `02`) or by name (`02-slow-hop`, `slow-hop`). */
export function chooseLab(labs: readonly FoundLab[], wanted: string): FoundLab {
  const number = /^\d+$/.test(wanted) ? wanted.padStart(2, '0') : wanted;
  const lab = labs.find(
    ({ name }) => name === wanted || name.startsWith(`${number}-`) || name.slice(3) === wanted,
  );
  if (!lab) throw new Error(`Cannot find lab ${wanted}: \`tracewalk lab list\` shows all ${labs.length}`);
  return lab;
}

async function load(folder: string, name: string): Promise<FoundLab> {
  const { lab } = (await import(pathToFileURL(join(folder, 'lab.ts')).href)) as { lab?: Lab };
  if (!lab) throw new Error(`Cannot load lab ${name}: lab.ts exports no lab`);
  return { ...lab, name, folder };
}

/** How the test solves it. Where the patch is the whole solution there is nothing to find out. */
export async function loadSolve({ folder, name }: FoundLab): Promise<Solve> {
  if (!existsSync(join(folder, 'solve.ts')) && existsSync(join(folder, 'solution.patch'))) {
    return () => Promise.resolve({});
  }
  const { solve } = (await import(pathToFileURL(join(folder, 'solve.ts')).href)) as { solve?: Solve };
  if (!solve) throw new Error(`Cannot solve lab ${name}: solve.ts exports no solve`);
  return solve;
}

/** Story and task, for a terminal: without the heading, which the title repeats. */
export const readTask = ({ folder }: FoundLab): string => readPage(folder, 'README.md');

export const readSolution = ({ folder }: FoundLab): string => readPage(folder, 'solution.md');

/** The hints, in order: what stands below each second-level heading. */
export const readHints = ({ folder }: FoundLab): string[] =>
  readFileSync(join(folder, 'hints.md'), 'utf8')
    .split(/^## .*$/m)
    .slice(1)
    .map((hint) => hint.trim());

const readPage = (folder: string, file: string): string =>
  readFileSync(join(folder, file), 'utf8')
    .replace(/^# .*\n/, '')
    .trim();
