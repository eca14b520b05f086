/** A lab's program, run as `tracewalk lab run` does, with its ports moved. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Program } from '@tracewalk/lab';
import { programEnvironment } from '../../packages/cli/src/lab/program-environment.ts';

export class LabProgram {
  readonly #process: ChildProcess;
  #said = '';

  private constructor(program: Program, folder: string, offset: number) {
    const env = { PATH: process.env['PATH'], ...programEnvironment(folder, offset) };
    this.#process = spawn(process.execPath, program.arguments, { cwd: folder, env });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.#said += chunk.toString()));
    }
  }

  /** @returns when it answers requests */
  static async start(program: Program, folder: string, offset: number): Promise<LabProgram> {
    const url = `http://127.0.0.1:${program.port + offset}/`;
    if (await answers(url)) throw new Error(`Cannot start the program: another one answers at ${url}`);
    const running = new LabProgram(program, folder, offset);
    for (let tries = 0; tries < 100; tries++) {
      if (running.#process.exitCode !== null) throw new Error(`The program ended: ${running.#said}`);
      if (await answers(url)) return running;
      await wait(100);
    }
    throw new Error(`The program does not answer at ${url}: ${running.#said}`);
  }

  /** Asks first: some have something to write. The SDK takes the signal for itself, and does not end the program. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.kill();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 2_000);
    await ended;
    clearTimeout(timer);
  }
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
