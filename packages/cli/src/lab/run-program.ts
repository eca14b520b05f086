/** `lab run`: the learner's own program, with this Node, started again after each change. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chooseLab } from '@tracewalk/lab';
import { programEnvironment } from './program-environment.ts';
import type { Workplace } from './workplace.ts';

/** @returns the program's exit code */
export async function runProgram({ labs, work, settings }: Workplace, wanted: string): Promise<number> {
  const lab = chooseLab(labs, wanted);
  const number = lab.name.slice(0, 2);
  if (!lab.program) throw new Error(`Cannot run lab ${number}: it has no program of its own`);
  const folder = join(work, lab.name);
  if (!existsSync(folder))
    throw new Error(`Cannot run lab ${number}: it has not begun. npx tracewalk lab start ${number}`);
  // What the program writes itself is no change of yours.
  const watched = readdirSync(folder).filter((file) => /\.(ts|cjs|env|yaml)$/.test(file));
  const watch = [...watched.map((file) => `--watch-path=${file}`), '--watch-preserve-output'];
  const program = spawn(process.execPath, [...watch, ...lab.program.arguments], {
    cwd: folder,
    stdio: 'inherit',
    env: { ...programEnvironment(folder, settings.portOffset), ...process.env },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => program.kill(signal));
  const [code] = (await once(program, 'exit')) as [number | null];
  return code ?? 0;
}
