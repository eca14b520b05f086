/**
 * Follows a flag file. Its state is asked for ten times a second, rather than waiting for the file system's events: that
 * sees a file that is renamed over, truncated or replaced by a symlink's new target (a ConfigMap), on every file system.
 */
import { readFileSync, statSync } from 'node:fs';

const LOOK_EVERY = 100;

/** What a follower of flags does with what it finds, and returns what ends it. */
export interface FlagSource {
  /** @throws what is wrong with the text */
  use: (text: string) => void;
  /** Hears, once for each thing that is wrong, in a line. */
  complain: (line: string) => void;
}

/** Uses what is in the file, at once and whenever it has changed. What cannot be used leaves the flags as they are. */
export function followFile(file: string, { use, complain }: FlagSource): () => void {
  let told: string | undefined;
  let seen: string | undefined;
  const look = () => {
    // Before it is read: what is written meanwhile is another state, and is read the next time. `fs.watchFile` takes its first
    // look a moment after it is called, and never tells of a change before that.
    const state = stateOf(file);
    if (state === seen) return;
    seen = state;
    try {
      use(readFileSync(file, 'utf8'));
      told = undefined;
    } catch (error) {
      const line = `Cannot read the faults in ${file}: ${reason(error as NodeJS.ErrnoException)}. The last good ones hold`;
      if (line !== told) complain(line);
      told = line;
    }
  };
  look();
  const timer = setInterval(look, LOOK_EVERY).unref();
  return () => clearInterval(timer);
}

/** Differs whenever the file was written, replaced or removed. */
function stateOf(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

const reason = (error: NodeJS.ErrnoException): string =>
  error.code === 'ENOENT' ? 'there is no such file' : error.message;
