/** Somebody who reads the docs and types what they say: a terminal, the project's files, a system of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';
import { portOffset, RunningSystem, temporaryData } from '../system/running-system.ts';

/** What pages look into. Everything else that is written or read is the reader's own. */
const SHOWN = ['docs', 'k8s', 'labs', 'packages', 'services', 'test'];

export class Reader {
  readonly #offset = portOffset();
  readonly #place = temporaryData();
  readonly folder = join(this.#place.data, 'reader');
  readonly faults = join(this.#place.data, 'flags.json');
  readonly environment: NodeJS.ProcessEnv = {
    PATH: [join(this.folder, 'bin'), process.env['PATH']].join(delimiter),
    TRACEWALK_DATA: this.#place.data,
    TRACEWALK_FAULTS: this.faults,
    TRACEWALK_PORT_OFFSET: String(this.#offset),
  };
  readonly system: RunningSystem;

  /** @param options of `npm start` */
  constructor(options: string[] = []) {
    mkdirSync(this.folder);
    for (const name of SHOWN) symlinkSync(join(projectFolder, name), join(this.folder, name));
    writeNpx(join(this.folder, 'bin'));
    copyFileSync(join(projectFolder, 'faults/flags.json'), this.faults);
    const offset = ['--port-offset', String(this.#offset)];
    const place = ['--data', this.#place.data, '--faults', this.faults];
    this.system = new RunningSystem([...place, ...offset, ...options]);
  }

  async run(text: string): Promise<{ code: number | null; said: string; complained: string }> {
    const child = spawn('sh', ['-c', this.#withPorts(text)], {
      cwd: this.folder,
      env: this.environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complained = '';
    child.stdout.on('data', (chunk) => (said += chunk));
    child.stderr.on('data', (chunk) => (complained += chunk));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, said, complained };
  }

  async leave(): Promise<void> {
    await this.system.stop();
    this.#place.remove();
  }

  /** The system of a test is not on the usual ports. */
  readonly #withPorts = (text: string): string =>
    text.replaceAll(/(?<=127\.0\.0\.1:)\d+/g, (port) => String(Number(port) + this.#offset));
}

/** `npx tracewalk` as it is in the project's folder, for a reader who is in another. */
function writeNpx(folder: string): void {
  const cli = join(projectFolder, 'packages/cli/bin/tracewalk.js');
  mkdirSync(folder);
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${cli}" "$@"\n`);
  chmodSync(join(folder, 'npx'), 0o755);
}
