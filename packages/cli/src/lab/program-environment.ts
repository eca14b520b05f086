/** The settings of a learner's program: the `.env` in its folder, moved by the port offset of the system. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { shiftPorts } from '../up/environment.ts';

export const programEnvironment = (folder: string, portOffset: number): Record<string, string> =>
  shiftPorts(parseEnv(readFileSync(join(folder, '.env'), 'utf8')) as Record<string, string>, portOffset);
