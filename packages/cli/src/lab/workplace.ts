/** Where a learner works: the labs, the system they look at, the folder with their copies. */
import { join, resolve } from 'node:path';
import {
  createAttempt,
  findLabs,
  readProgress,
  type Attempt,
  type FoundLab,
  type Progress,
} from '@tracewalk/lab';
import { microseconds } from '@tracewalk/trace-model';
import { projectFolder } from '../project-folder.ts';
import { readSettings, type Settings } from '../settings.ts';
import type { Where } from '../fault/change.ts';
import { queryUrl } from '../up/addresses.ts';
import { servicePort } from '../up/environment.ts';

export interface LabFlags {
  work: string;
  attendee?: string;
  answer?: Record<string, string>;
  workshop?: string;
  portOffset?: unknown;
  queryUrl?: unknown;
  faults?: unknown;
  frontend?: string;
  kubernetes?: boolean;
  namespace: string;
}

export interface Workplace {
  readonly labs: readonly FoundLab[];
  readonly settings: Settings;
  /** The folder of copies and progress. */
  readonly work: string;
  readonly progress: Progress;
  /** Where faults are set. */
  readonly faults: Where;
  /** Where the system's page is. */
  readonly frontendUrl: string;
}

export async function openLabs(flags: LabFlags): Promise<Workplace> {
  const { work, portOffset, queryUrl: query, faults, frontend, kubernetes, namespace } = flags;
  const folder = resolve(work);
  const { settings } = readSettings({ portOffset, queryUrl: query, faults });
  return {
    labs: await findLabs(join(projectFolder, 'labs')),
    settings,
    work: folder,
    progress: readProgress(folder),
    faults: kubernetes ? { namespace } : { file: settings.faults },
    frontendUrl: frontend ?? `http://127.0.0.1:${servicePort('frontend', settings)}`,
  };
}

/** What the lab's check may look at. @throws when the lab was not started */
export function attemptAt(
  { settings, work, progress, frontendUrl }: Workplace,
  lab: FoundLab,
  answers: Readonly<Record<string, string>>,
): Attempt {
  const begun = progress.labs[lab.name];
  if (!begun)
    throw new Error(`Cannot check lab ${lab.name}: it has not begun. \`tracewalk lab start ${lab.name}\``);
  const traces = queryUrl(settings);
  if (!traces) throw new Error('Cannot check a lab: traces go to --otlp-endpoint. Pass a --query-url');
  return createAttempt({
    queryUrl: traces,
    frontendUrl,
    since: microseconds(Date.parse(begun.startedAt) * 1_000),
    attendee: progress.attendee,
    answers,
    folder: join(work, lab.name),
    programUrl: lab.program && `http://127.0.0.1:${lab.program.port + settings.portOffset}`,
  });
}
