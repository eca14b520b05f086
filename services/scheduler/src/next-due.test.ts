import { describe, expect, it } from 'vitest';
import { nextDue } from './next-due.ts';

const at = (time: string) => new Date(`2026-03-01T${time}Z`);

describe('nextDue()', () => {
  it.each([
    ['on time', '12:00:00.000', '12:00:05.000'],
    ['a little late', '12:00:04.999', '12:00:05.000'],
    ['as late as the next one', '12:00:05.000', '12:00:10.000'],
    ['after hours of sleep', '15:30:02.000', '15:30:05.000'],
    ['with a clock that went back', '11:59:00.000', '12:00:05.000'],
  ])('keeps to the grid of an interval when it fires %s', (_when, now, next) => {
    expect(nextDue({ everyMs: 5_000 }, at('12:00:00.000'), at(now))).toEqual(at(next));
  });

  it('follows a cron expression in UTC, whatever zone the machine is in', () => {
    expect(nextDue({ cron: '30 3 * * *' }, at('03:30:00'), at('03:30:01'))).toEqual(
      new Date('2026-03-02T03:30:00Z'),
    );
  });

  it('leaves out the times that a cron expression missed', () => {
    expect(nextDue({ cron: '*/2 * * * *' }, at('12:00:00'), at('12:07:30'))).toEqual(at('12:08:00'));
  });

  it('throws on an expression that is none', () => {
    expect(() => nextDue({ cron: 'at noon' }, at('12:00:00'), at('12:00:00'))).toThrow(/Invalid/i);
  });
});
