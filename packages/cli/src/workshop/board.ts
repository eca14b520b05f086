/** How far everybody is. It is never changed: a report makes a new one. */
import { MOST_ATTENDEES } from './attendees.ts';
import type { Report } from './report.ts';

/** One attendee at one lab. */
export interface Standing {
  /** All times are ISO 8601. */
  readonly begunAt: string;
  readonly heardAt: string;
  readonly steps: number;
  readonly done: number;
  readonly hints: number;
  /** Once passed it stays so, until the lab is started again. */
  readonly passedAt?: string;
}

export type Standings = Readonly<Record<string, Standing>>;

export interface Board {
  /** Of each attendee, by the name of the lab. */
  readonly attendees: Readonly<Record<string, Standings>>;
}

/** Those who are expected are there from the beginning; who was heard of before is kept. */
export const expecting = ({ attendees }: Board, names: readonly string[]): Board => ({
  attendees: { ...Object.fromEntries(names.map((name) => [name, {}])), ...attendees },
});

/** @throws when one more attendee is one too many */
export function withReport({ attendees }: Board, report: Report, now: Date): Board {
  const { attendee, lab, did } = report;
  const isNew = !Object.hasOwn(attendees, attendee);
  if (isNew && Object.keys(attendees).length >= MOST_ATTENDEES)
    throw new Error(`Cannot take ${attendee} in: there are ${MOST_ATTENDEES} attendees already`);
  const { [lab]: before, ...others } = (isNew ? undefined : attendees[attendee]) ?? {};
  const standings = did === 'reset' ? others : { ...others, [lab]: standing(before, report, now) };
  return { attendees: { ...attendees, [attendee]: standings } };
}

function standing(before: Standing | undefined, { did, steps, done, hints }: Report, now: Date): Standing {
  const heardAt = now.toISOString();
  const anew = did === 'start' || !before;
  const passedAt = anew ? undefined : before.passedAt;
  return {
    begunAt: anew ? heardAt : before.begunAt,
    heardAt,
    steps,
    // Only a check knows; and no check takes back what was passed.
    done: did === 'check' ? (passedAt === undefined ? done : steps) : anew ? 0 : before.done,
    hints,
    ...(passedAt !== undefined && { passedAt }),
    ...(did === 'check' && done === steps && passedAt === undefined && { passedAt: heardAt }),
  };
}

export const passedBy = (standings: Standings): number =>
  Object.values(standings).filter(({ passedAt }) => passedAt !== undefined).length;

export const hintsOf = (standings: Standings): number =>
  Object.values(standings).reduce((sum, { hints }) => sum + hints, 0);

const stepsOf = (standings: Standings): number =>
  Object.values(standings).reduce((sum, { done }) => sum + done, 0);

export const lastHeard = (standings: Standings): string | undefined =>
  Object.values(standings)
    .map(({ heardAt }) => heardAt)
    .toSorted()
    .at(-1);

export const ORDERS = ['name', 'progress', 'hints'] as const;
export type Order = (typeof ORDERS)[number];

/** By name, 2 before 10; who is ahead, or who has needed most hints, before the others. */
export function inOrder({ attendees }: Board, order: Order): [string, Standings][] {
  const rows = Object.entries(attendees).toSorted(([a], [b]) => NAMES.compare(a, b));
  if (order === 'hints') return rows.toSorted(([, a], [, b]) => hintsOf(b) - hintsOf(a));
  if (order === 'progress')
    return rows.toSorted(([, a], [, b]) => passedBy(b) - passedBy(a) || stepsOf(b) - stepsOf(a));
  return rows;
}

const NAMES = new Intl.Collator('en', { numeric: true });
