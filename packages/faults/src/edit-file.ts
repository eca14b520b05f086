/** Changes a flag file so that whoever reads it meanwhile sees the old one or the new one, and nothing in between. */
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type FlagFile, formatFlags, parseFlags } from './flag-file.ts';

/** @throws when there is no such file, or it is no flag file */
export function readFlagFile(path: string): FlagFile {
  try {
    return parseFlags(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const state =
      code === 'ENOENT'
        ? 'there is no such file. Say where it is with --faults'
        : `${message}. Mend it by hand`;
    throw new Error(`Cannot read ${path}: ${state}`, { cause: error });
  }
}

/** Returns what is in the file now. A symbolic link stays one. */
export function editFlagFile(path: string, edit: (file: FlagFile) => FlagFile): FlagFile {
  const edited = edit(readFlagFile(path));
  const target = realpathSync(path);
  const beside = `${target}.${process.pid}.new`;
  try {
    writeFileSync(beside, formatFlags(edited), { flush: true, mode: statSync(target).mode });
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new Error(`Cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
  return edited;
}
