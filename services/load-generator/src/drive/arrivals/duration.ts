/** Times as people write them: `500ms`, `30s`, `5m`, `2h`. */
import { BadInput } from '@tracewalk/trace-synth/bad-input';

const SECONDS: Record<string, number> = { us: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3_600, d: 86_400 };

/** In seconds. @throws BadInput unless it is a number with a unit, above 0. */
export function readDuration(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(us|ms|s|m|h|d)$/.exec(text) ?? [];
  const seconds = Number(number) * (SECONDS[unit] ?? 0);
  if (!(seconds > 0))
    throw new BadInput(`Cannot read the time '${text}': expected one as 500ms, 30s, 5m or 2h`);
  return seconds;
}
