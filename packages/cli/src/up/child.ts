/** A child process of the system: in a process group of its own, so that Ctrl-C in the terminal reaches the CLI only. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Child {
  process: ChildProcess;
  /** Settles when it has ended, with how and with the last line it complained of. */
  ended: Promise<string>;
  /** Asks it to stop; settles when it has ended. */
  stop(): Promise<void>;
  kill(): void;
}

export interface ChildOptions {
  /** Names it in messages and its log file. */
  name: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  /** The system's data folder; what the child writes goes to a log file in it. */
  data: string;
  /** How it is asked to stop. */
  askToStop?: (child: ChildProcess) => void;
  /** Gets the lines of its standard output, which then does not go to the log. */
  onLine?: (line: string) => void;
}

/** What V8 may hold: a demo on a laptop shares it with everything else that runs there. */
const SMALL_HEAP = ['--max-semi-space-size=2', '--max-old-space-size=192'];

export function startChild({ name, args, env, data, askToStop, onLine }: ChildOptions): Child {
  const log = openLog(data, name);
  const child = spawn(process.execPath, [...SMALL_HEAP, ...args], {
    detached: true,
    env: { ...env, NODE_COMPILE_CACHE: join(data, 'compile-cache') },
    stdio: ['ignore', onLine ? 'pipe' : log, 'pipe', 'ipc'],
  });
  if (onLine && child.stdout) createInterface({ input: child.stdout }).on('line', onLine);
  let complaint = '';
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      writeSync(log, `${line}\n`);
      if (isComplaint(line)) complaint = line.trim();
    });
  }
  const ended = new Promise<string>((settle) => {
    child.once('error', (error) => settle(error.message));
    child.once('close', (code, signal) =>
      settle([complaint, signal ?? `exit code ${code}`].filter(Boolean).join(', ')),
    );
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  return {
    process: child,
    ended,
    stop: async () => {
      if (!isOver()) (askToStop ?? ((each) => each.kill('SIGTERM')))(child);
      await ended;
    },
    kill: () => {
      if (!isOver()) child.kill('SIGKILL');
    },
  };
}

/** Of what Node prints when a program dies, the stack and its own version say nothing to a user. */
const isComplaint = (line: string): boolean => /^\S/.test(line) && !/^(Node\.js v|file:|\}|$)/.test(line);

function openLog(data: string, name: string): number {
  const folder = join(data, 'logs');
  mkdirSync(folder, { recursive: true });
  return openSync(join(folder, `${name}.log`), 'w');
}
