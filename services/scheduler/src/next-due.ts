import { CronExpressionParser } from 'cron-parser';

/** When a schedule is due: every so many ms, or by a cron expression in UTC. */
export type Rhythm = { everyMs: number } | { cron: string };

/**
 * The first due time after `now`. The ones between `due` and `now`, missed while the machine slept, are left out: after
 * a night of sleep a schedule starts one run, not five thousand.
 */
export function nextDue(rhythm: Rhythm, due: Date, now: Date): Date {
  if ('cron' in rhythm)
    return CronExpressionParser.parse(rhythm.cron, { currentDate: now, tz: 'UTC' }).next().toDate();
  const missed = Math.max(0, Math.floor((now.getTime() - due.getTime()) / rhythm.everyMs));
  return new Date(due.getTime() + (missed + 1) * rhythm.everyMs);
}
