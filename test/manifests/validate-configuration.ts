/** Has a configuration judged by the program that reads it. */
import { execFile, execFileSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Configuration } from './configurations.ts';
import { OLDER_PROGRAMS } from './exceptions.ts';
import type { Problem } from './problem.ts';
import { takeTurns } from './turns.ts';

export const NAMED_BY = { jaeger: 'JAEGER_BIN', otelcol: 'OTELCOL_BIN' } as const;

/** The program that JAEGER_BIN or OTELCOL_BIN names, or the one on the PATH. */
export const findProgram = (program: Configuration['program']): string | undefined =>
  process.env[NAMED_BY[program]] ?? findOnPath(program);

export function findOnPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, program))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** `2.13.0`, as the program says. */
export function versionOf(program: Configuration['program'], binary: string): string {
  const args = [program === 'jaeger' ? 'version' : '--version'];
  const said = execFileSync(binary, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return /\d+\.\d+\.\d+/.exec(said)?.[0] ?? 'of an unknown version';
}

const turn = takeTurns(2);
const judged = new Map<string, Promise<string>>();

/** Several combinations give a program the same configuration: it is judged once. */
export async function validateConfiguration(
  binary: string,
  configuration: Configuration,
): Promise<Problem[]> {
  const { object, args, env, files } = configuration;
  const key = JSON.stringify([binary, args, env, files]);
  const judging = judged.get(key) ?? judge(binary, configuration);
  judged.set(key, judging);
  const said = await judging;
  if (said === '' || OLDER_PROGRAMS.some(({ says }) => says.test(said))) return [];
  return [
    { object, field: args.join(' '), wrong: `is refused: ${said}`, remedy: 'Correct the file that says so.' },
  ];
}

async function judge(binary: string, { args, env, files }: Configuration): Promise<string> {
  using _ = await turn();
  const root = mkdtempSync(join(tmpdir(), 'tracewalk-configuration-'));
  // Files name each other by the paths that they have in the pod: here these lie below a folder.
  const folders = [...new Set(Object.keys(files).map((file) => dirname(`${file}-`)))];
  const paths = new RegExp(`(?<![\\w/])(${folders.join('|')})(?![\\w-])`, 'g');
  const here = (text: string) => text.replaceAll(paths, (folder) => join(root, folder));
  try {
    for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
    for (const [file, text] of Object.entries(files))
      if (!file.endsWith('/')) writeFileSync(join(root, file), here(text));
    return await run(binary, ['validate', ...args.map(here)], { ...env, PATH: process.env['PATH'] });
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** What it has against it, or nothing. */
const run = (binary: string, args: string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve) => {
    execFile(binary, args, { env }, (error, out, err) => {
      // Below the first line stands which key is wrong.
      const [said] = /^Error: [^]*/m.exec(`${err}${out}`) ?? [`${err}${out}`];
      resolve(error ? said.trim().slice(0, 1500) || error.message : '');
    });
  });
