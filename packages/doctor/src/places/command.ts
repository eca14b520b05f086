/** Runs another program (kubectl, docker) for what it prints. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export type Run = (args: readonly string[]) => Promise<string>;

const MAX_BYTES = 64 * 2 ** 20;
/** A cluster that is away does not answer at all; in ms. */
const TIMEOUT = 15_000;

/** @throws one line: that there is no such program, that it took too long, or the first line that it complained with */
export const runner =
  (program: string, what: string, timeout = TIMEOUT): Run =>
  async (args) => {
    try {
      const options = { timeout, maxBuffer: MAX_BYTES, killSignal: 'SIGKILL' } as const;
      return (await promisify(execFile)(program, [...args], options)).stdout;
    } catch (error) {
      const { code, killed, stderr = '' } = error as { code?: unknown; killed?: boolean; stderr?: string };
      const complaint = stderr.trim().split('\n').at(-1) || `${program} failed`;
      const late = `${program} did not answer within ${timeout / 1_000} s`;
      const state = code === 'ENOENT' ? `there is no ${program} on the PATH` : killed ? late : complaint;
      throw new Error(`Cannot read ${what}: ${state}`, { cause: error });
    }
  };
