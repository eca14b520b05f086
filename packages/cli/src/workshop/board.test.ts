import { describe, expect, it } from 'vitest';
import { readAttendees } from './attendees.ts';
import { type Board, expecting, inOrder, withReport } from './board.ts';
import { REPORT, type Report } from './report.ts';
import { urlsIn } from './urls.ts';

const EMPTY: Board = { attendees: {} };
const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 9, minute));

const report = (did: Report['did'], more: Partial<Report> = {}): Report => ({
  attendee: 'anna',
  lab: '02-slow-hop',
  did,
  hints: 0,
  steps: 4,
  done: 0,
  ...more,
});

/** What the board says of anna's second lab after these reports, a minute between two of them. */
const after = (...reports: Report[]) =>
  reports.reduce((board, each, minute) => withReport(board, each, at(minute)), EMPTY).attendees['anna']?.[
    '02-slow-hop'
  ];

describe('the board', () => {
  it('knows when a lab was begun, and nothing more at first', () => {
    expect(after(report('start'))).toEqual({
      begunAt: at(0).toISOString(),
      heardAt: at(0).toISOString(),
      steps: 4,
      done: 0,
      hints: 0,
    });
  });

  it('counts steps by checks, and keeps them when a hint is taken', () => {
    const standing = after(report('start'), report('check', { done: 2 }), report('hint', { hints: 1 }));
    expect(standing).toMatchObject({ begunAt: at(0).toISOString(), done: 2, hints: 1 });
    expect(standing?.heardAt).toBe(at(2).toISOString());
  });

  it('keeps a lab passed, whatever is checked later, until it is started again', () => {
    const passed = [report('start'), report('check', { done: 4 }), report('check', { done: 1 })];
    expect(after(...passed)).toMatchObject({ passedAt: at(1).toISOString(), done: 4 });
    expect(after(...passed, report('start'))).not.toHaveProperty('passedAt');
  });

  it('forgets a lab that is reset', () => {
    expect(after(report('start'), report('reset'))).toBeUndefined();
  });

  it('changes nothing that it was given', () => {
    const before = Object.freeze({ attendees: Object.freeze({ anna: Object.freeze({}) }) });
    withReport(before, report('start'), at(0));
    expect(before).toEqual({ attendees: { anna: {} } });
  });

  it('takes in two hundred, and not one more', () => {
    const full = expecting(EMPTY, readAttendees('200'));
    expect(() => withReport(full, report('start'), at(0))).toThrow('there are 200 attendees already');
    expect(() => withReport(full, report('start', { attendee: 'attendee-07' }), at(0))).not.toThrow();
  });

  it('has names that JavaScript uses itself', () => {
    const board = withReport(EMPTY, report('start', { attendee: '__proto__' }), at(0));
    expect(Object.keys(board.attendees)).toEqual(['__proto__']);
    expect(inOrder(board, 'name')).toHaveLength(1);
  });

  it('is ordered by name, by what was passed, or by who has needed hints', () => {
    const board = [
      report('check', { attendee: 'attendee-10', done: 4, hints: 1 }),
      report('check', { attendee: 'attendee-9', done: 1, hints: 3 }),
      report('check', { attendee: 'attendee-11', done: 2 }),
    ].reduce((all, each) => withReport(all, each, at(0)), expecting(EMPTY, ['ben']));
    const names = (order: 'name' | 'progress' | 'hints') => inOrder(board, order).map(([name]) => name);
    expect(names('name')).toEqual(['attendee-9', 'attendee-10', 'attendee-11', 'ben']);
    expect(names('progress')).toEqual(['attendee-10', 'attendee-11', 'attendee-9', 'ben']);
    expect(names('hints')).toEqual(['attendee-9', 'attendee-10', 'attendee-11', 'ben']);
  });
});

describe('who is expected', () => {
  it.each([
    ['3', ['attendee-01', 'attendee-02', 'attendee-03']],
    ['anna, ben,anna', ['anna', 'ben']],
    ['0', []],
  ])('%s', (text, names) => expect(readAttendees(text)).toEqual(names));

  it.each([
    ['201', 'Cannot expect 201 attendees: 200 at most'],
    ['9999999999', '200 at most'],
    ['anna,<b>', 'Cannot expect the attendee "<b>"'],
    ['anna,', 'Cannot expect the attendee ""'],
  ])('not %s', (text, says) => expect(() => readAttendees(text)).toThrow(says));
});

describe('a report', () => {
  it.each([
    ['more steps than there are', { done: 5 }],
    ['no number', { done: '1' }],
    ['a part of one', { hints: 0.5 }],
    ['less than none', { hints: -1 }],
    ['no name', { attendee: 'a b' }],
    ['something else', { did: 'solved' }],
    ['more than it should', { answer: 'secret' }],
  ])('is none with %s', (_what, wrong) => {
    expect(REPORT.safeParse({ ...report('check'), ...wrong }).success).toBe(false);
  });
});

const address = (text: string, internal = false) => ({
  address: text,
  internal,
  family: 'IPv4' as const,
  netmask: '',
  mac: '',
  cidr: null,
});

describe('what to write on the board', () => {
  it('is the address of this machine in the room, where it listens on all', () => {
    const interfaces = { lo: [address('127.0.0.1', true)], wlan0: [address('10.0.0.5')] };
    expect(urlsIn('0.0.0.0', 8091, interfaces)).toEqual(['http://10.0.0.5:8091']);
    expect(urlsIn('0.0.0.0', 8091, {})).toEqual(['http://127.0.0.1:8091']);
  });

  it('is the address that was asked for, otherwise', () => {
    expect(urlsIn('192.168.1.7', 8091, {})).toEqual(['http://192.168.1.7:8091']);
    expect(urlsIn('::1', 8091, {})).toEqual(['http://[::1]:8091']);
  });
});
