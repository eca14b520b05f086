/** Arrival times from a file: those of a real day, say, cut out of an access log. */
import { readFileSync, statSync } from 'node:fs';
import { BadInput } from '@tracewalk/trace-synth/bad-input';

/** A larger file would not fit into memory as text. */
const MAX_BYTES = 256 * 1024 * 1024;
/** A number above this is no count of seconds since 1970, but of milliseconds. */
const FIRST_MILLISECONDS = 1e11;

/**
 * One time a line, in its first field (up to a comma, a tab or a space): ISO 8601, seconds or milliseconds since 1970,
 * or seconds from any start. A first line that is no time is taken for a heading; `#` begins a comment.
 * @returns seconds from the first, ascending, divided by `speed`.
 * @throws BadInput that names the file and the line.
 */
export function readArrivals(file: string, speed: number): number[] {
  const times: number[] = [];
  let number = 0;
  for (const line of read(file).split('\n')) {
    number += 1;
    const field = /^[^,\t\r ]*/.exec(line)?.[0].replaceAll('"', '') ?? '';
    if (field === '' || field.startsWith('#')) continue;
    const time = readTime(field);
    if (time !== undefined) times.push(time);
    else if (times.length > 0 || number > 1) {
      throw new BadInput(
        `Cannot read arrival times from ${file}: line ${number} begins with '${field.slice(0, 40)}', which is no time. ` +
          'Expected ISO 8601 or seconds',
      );
    }
  }
  if (times.length === 0) throw new BadInput(`Cannot read arrival times from ${file}: there is none in it`);
  times.sort((one, other) => one - other);
  const first = times[0] as number;
  return times.map((time) => (time - first) / speed);
}

/** In seconds. */
function readTime(field: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(field)) {
    const value = Number(field);
    return value > FIRST_MILLISECONDS ? value / 1_000 : value;
  }
  const ms = /^\d{4}-\d\d-\d\dT/.test(field) ? Date.parse(field) : NaN;
  return Number.isNaN(ms) ? undefined : ms / 1_000;
}

function read(file: string): string {
  try {
    const { size } = statSync(file);
    if (size > MAX_BYTES) throw new Error(`it has more than ${MAX_BYTES / 1024 / 1024} MB`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadInput(`Cannot read arrival times from ${file}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
