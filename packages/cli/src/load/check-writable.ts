import { closeSync, openSync } from 'node:fs';
import { BadInput } from '@tracewalk/trace-synth/bad-input';

/** Before an hour of load, and not after it. What is in the file stays there until then. @throws BadInput */
export function checkWritable(file: string): void {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new BadInput(`Cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
}
