/** Starts `tracewalk` as a user does, as a process of its own, and reads what it says. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectFolder } from '../../packages/cli/src/project-folder.ts';

export interface Message {
  type: string;
  name?: string;
  story?: string;
  url?: string;
  traces?: string;
  page?: string;
  /** The id of a trace that has come. */
  trace?: string;
  /** Of the faults that are set. */
  names?: string[];
  part?: string;
  reason?: string;
  afterMs?: number;
}

/** As the script `start` in package.json has it. */
const NPM_START = [process.execPath, '--max-semi-space-size=1'];

export class RunningSystem {
  readonly messages: Message[] = [];
  readonly process: ChildProcess;
  readonly exit: Promise<number | null>;
  errors = '';
  #waiting = new Set<() => void>();

  constructor(args: string[], env: NodeJS.ProcessEnv = {}, command = NPM_START) {
    const [program = process.execPath, ...before] = command;
    const cli = join(projectFolder, 'packages/cli/bin/tracewalk.js');
    this.process = spawn(program, [...before, cli, 'up', '--json', ...args], {
      env: { ...withoutVitest(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stderr?.on('data', (chunk) => (this.errors += chunk));
    if (this.process.stdout) {
      createInterface({ input: this.process.stdout }).on('line', (line) => {
        this.messages.push(JSON.parse(line) as Message);
        this.#wake();
      });
    }
    this.exit = once(this.process, 'close').then(([code]) => {
      this.#wake();
      return code as number | null;
    });
  }

  /** The first message that fits; fails with all that was said when the system ends or the time is over. */
  async until(what: string, fits: (message: Message) => boolean, withinMs = 30_000): Promise<Message> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = this.messages.find(fits);
      if (found) return found;
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(`There was no ${what}. Said: ${JSON.stringify(this.messages)} ${this.errors}`);
      }
      await new Promise<void>((wake) => {
        this.#waiting.add(wake);
        setTimeout(wake, 200);
      });
    }
  }

  started(): Promise<Message> {
    return this.until('message that the system has started', ({ type }) => type === 'started');
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<{ code: number | null; ms: number }> {
    const begin = performance.now();
    this.process.kill(signal);
    const code = await this.exit;
    return { code, ms: performance.now() - begin };
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

interface Process {
  pid: number;
  parent: number;
  args: string;
}

function allProcesses(): Process[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.map((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
}

/** A process's children, their children and so on. */
export function descendants(pid: number | undefined, all = allProcesses()): Process[] {
  const children = all.filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child, ...descendants(child.pid, all)]);
}

/** Those of some processes that still run. */
export function stillRunning(processes: Process[]): Process[] {
  const all = allProcesses();
  return processes.filter(({ pid, args }) => all.some((each) => each.pid === pid && each.args === args));
}

/** The test runner's own variables are not the user's. */
function withoutVitest(): NodeJS.ProcessEnv {
  const own = /^(VITEST|NODE_OPTIONS|OTEL_|TRACEWALK_|NODE_ENV|TEST|DEV|PROD|MODE|BASE_URL)/;
  return Object.fromEntries(Object.entries(process.env).filter(([key]) => !own.test(key)));
}

/** A new data folder, and how to remove it. */
export function temporaryData(): { data: string; remove: () => void } {
  const data = mkdtempSync(join(tmpdir(), 'tracewalk-system-'));
  return { data, remove: () => rmSync(data, { recursive: true, force: true }) };
}

/** Multiples of 20 from here: all ports stay below those that Linux gives to outgoing connections (32768 and up). */
const [FIRST_OFFSET, LAST_OFFSET] = [1_000, 15_000];

const claims: string[] = [];

/** A port offset that no other test uses, of this run or of another one: who takes it leaves a file that says so. */
export function portOffset(): number {
  for (let offset = FIRST_OFFSET; offset < LAST_OFFSET; offset += 20) {
    const claim = join(tmpdir(), `tracewalk-ports-${offset}`);
    if (isAbandoned(claim)) rmSync(claim, { force: true });
    try {
      writeFileSync(claim, String(process.pid), { flag: 'wx' });
    } catch {
      continue;
    }
    if (claims.length === 0)
      process.once('exit', () => claims.forEach((each) => rmSync(each, { force: true })));
    claims.push(claim);
    return offset;
  }
  throw new Error('Cannot find free ports for a system: all are taken by other tests');
}

/** Whoever left it was ended before it could remove it. */
function isAbandoned(claim: string): boolean {
  try {
    process.kill(Number(readFileSync(claim, 'utf8')), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
