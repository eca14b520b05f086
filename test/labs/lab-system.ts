/** The system that the labs are tried on, and a learner who tries them. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createAttempt, loadSolve, type Attempt, type FoundLab } from '@tracewalk/lab';
import { microseconds } from '@tracewalk/trace-model';
import type { Where } from '../../packages/cli/src/fault/change.ts';
import { clearFaults, setFaults } from '../../packages/cli/src/lab/lab-faults.ts';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { portOffset, RunningSystem, temporaryData } from '../system/running-system.ts';
import { LabProgram } from './lab-program.ts';

export class LabSystem {
  readonly #offset = portOffset();
  readonly #place = temporaryData();
  readonly #faults = join(this.#place.data, 'flags.json');
  #system: RunningSystem | undefined;

  async start(): Promise<void> {
    copyFileSync(join(projectFolder, 'faults/flags.json'), this.#faults);
    const where = [
      '--port-offset',
      String(this.#offset),
      '--data',
      this.#place.data,
      '--faults',
      this.#faults,
    ];
    this.#system = new RunningSystem(where);
    await this.#system.started();
  }

  async stop(): Promise<void> {
    await this.#system?.stop();
    this.#place.remove();
  }

  async begin(lab: FoundLab): Promise<LabAttempt> {
    const attempt = new LabAttempt(lab, this.#offset, { file: this.#faults });
    await attempt.begin();
    return attempt;
  }
}

/** Somebody at one lab, with a folder of their own. */
export class LabAttempt {
  readonly #lab: FoundLab;
  readonly #offset: number;
  readonly #faults: Where;
  readonly #attendee: string;
  readonly #folder = newFolder();
  readonly #since = microseconds(Date.now() * 1_000);
  #program: LabProgram | undefined;

  constructor(lab: FoundLab, offset: number, faults: Where) {
    this.#lab = lab;
    this.#faults = faults;
    this.#attendee = `kim-${lab.name}`;
    this.#offset = offset;
    const start = join(lab.folder, 'start');
    if (existsSync(start)) cpSync(start, this.#folder, { recursive: true });
  }

  with(answers: Readonly<Record<string, string>>): Attempt {
    return createAttempt({
      queryUrl: `http://127.0.0.1:${16_686 + this.#offset}`,
      frontendUrl: `http://127.0.0.1:${8_080 + this.#offset}`,
      since: this.#since,
      attendee: this.#attendee,
      answers,
      folder: this.#folder,
      programUrl: this.#lab.program && `http://127.0.0.1:${this.#lab.program.port + this.#offset}`,
    });
  }

  async begin(): Promise<void> {
    await setFaults(this.#lab, this.#faults, this.#attendee);
    await this.run();
  }

  /** Starts the lab's program, where it has one. */
  async run(): Promise<void> {
    await this.#program?.stop();
    const { program } = this.#lab;
    if (program) this.#program = await LabProgram.start(program, this.#folder, this.#offset);
  }

  /** Applies the patch, starts the program again, and finds out what a learner would. */
  async solve(): Promise<Readonly<Record<string, string>>> {
    const patch = join(this.#lab.folder, 'solution.patch');
    if (existsSync(patch)) {
      execFileSync('git', ['apply', patch], { cwd: this.#folder });
      await this.run();
    }
    const solve = await loadSolve(this.#lab);
    return solve(this.with({}), { restart: () => this.run() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program?.stop();
    await clearFaults(this.#lab, this.#faults, this.#attendee);
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Within the project, as a learner's is: programs find their packages there. */
function newFolder(): string {
  const work = join(projectFolder, 'lab-work');
  mkdirSync(work, { recursive: true });
  return mkdtempSync(join(work, 'test-'));
}
