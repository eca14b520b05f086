/** Postgres refuses to run as root. There it runs as `nobody`; everybody else runs it as themselves. */
import { type ChildProcess, spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const NOBODY = 65_534;

const isRoot = (): boolean => process.getuid?.() === 0;

/** Gives a folder to the user that Postgres runs as. */
export function giveToPostgres(folder: string): void {
  if (isRoot()) chownSync(folder, NOBODY, NOBODY);
}

/**
 * Starts a Postgres program in a process group of its own, so that Ctrl-C in the terminal reaches the CLI only.
 *
 * @param folders that the program has to reach.
 */
export function spawnPostgres(
  program: string,
  args: string[],
  { folders, stdio }: { folders: string[]; stdio: StdioOptions },
): ChildProcess {
  const options = {
    stdio,
    detached: true,
    cwd: '/',
    env: { PATH: process.env['PATH'], TZ: 'UTC', LC_ALL: 'C' },
  };
  if (!isRoot()) return spawn(program, args, options);
  const hidden = [dirname(program), ...folders].find((folder) => !everybodyCanReach(folder));
  if (!hidden) return spawn(program, args, { ...options, uid: NOBODY, gid: NOBODY });
  // Under /root, say, nobody cannot even get to the folder: one capability lets it, and only that.
  if (spawnSync('setpriv', ['--version']).status !== 0) {
    throw new Error(
      `Cannot start Postgres: it must not run as root, and the user nobody cannot reach ${hidden}. ` +
        'Run as another user, or move the project and --data to a folder that everybody can reach.',
    );
  }
  const user = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const reach = ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'];
  return spawn('setpriv', [...user, ...reach, program, ...args], options);
}

/** Ends a program and all that it started, at once: initdb has Postgres do its work. */
export function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function everybodyCanReach(folder: string): boolean {
  for (let each = folder; each !== dirname(each); each = dirname(each)) {
    const { uid, mode } = statSync(each);
    if (uid !== NOBODY && (mode & 0o001) === 0) return false;
  }
  return true;
}
