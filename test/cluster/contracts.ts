import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The same contracts as on the laptop: `npm run contracts`. Returns how many are kept. */
export async function contractsAreKept(queryUrl: string, wait: number): Promise<string> {
  const args = ['test/contracts/run.ts', '--query-url', queryUrl, '--wait', String(wait)];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: { stdout?: string }) => {
    throw new Error(`Cannot find every story as it should be:\n${error.stdout}`, { cause: error });
  });
  return `${stdout.match(/^pass/gm)?.length ?? 0} contracts`;
}
