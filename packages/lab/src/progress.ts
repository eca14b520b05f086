/** How far a learner is: `lab-work/progress.json`. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface LabProgress {
  /** ISO 8601. */
  readonly startedAt: string;
  readonly hints: number;
  readonly passedAt?: string;
}

export interface Progress {
  readonly attendee?: string;
  /** The facilitator's page, which is told how far the learner is. */
  readonly workshop?: string;
  readonly labs: Readonly<Record<string, LabProgress>>;
}

export function readProgress(workFolder: string): Progress {
  const file = join(workFolder, 'progress.json');
  const text = readIfThere(file);
  if (text === undefined) return { labs: {} };
  try {
    const { attendee, workshop, labs = {} } = JSON.parse(text) as Partial<Progress>;
    return { attendee, workshop, labs };
  } catch (error) {
    throw new Error(`Cannot read ${file}: ${(error as Error).message}. Remove it to begin anew`, {
      cause: error,
    });
  }
}

export function writeProgress(workFolder: string, progress: Progress): void {
  mkdirSync(workFolder, { recursive: true });
  const file = join(workFolder, 'progress.json');
  // Renamed into place: nobody reads half of it.
  writeFileSync(`${file}.new`, `${JSON.stringify(progress, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** The progress with one lab changed. */
export const withLab = (progress: Progress, name: string, change: Partial<LabProgress>): Progress => {
  const before = progress.labs[name] ?? {
    startedAt: new Date().toISOString(),
    hints: 0,
  };
  return { ...progress, labs: { ...progress.labs, [name]: { ...before, ...change } } };
};

export const withoutLab = (progress: Progress, name: string): Progress => ({
  ...progress,
  labs: Object.fromEntries(Object.entries(progress.labs).filter(([lab]) => lab !== name)),
});

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
