import { describe, expect, it } from 'vitest';
import { coinsOf, newCoins } from './coins.ts';
import { type CoinEvent, readEvent } from './seen-event.ts';

const heads = (beat?: number): CoinEvent => ({ kind: 'coin', sequence: 1, receivedAt: '', beat });
const drawn = (events: CoinEvent[]) =>
  coinsOf(events)
    .map(({ beat, event }) => `${event ? 'H' : 'T'}${beat ?? ''}`)
    .join(' ');

describe('coins', () => {
  it('are tails where a number is missing between two heads', () => {
    expect(drawn([heads(7), heads(4), heads(3)])).toBe('H7 T6 T5 H4 H3');
  });

  it('are heads alone where heartbeats began anew, nobody listened, or nobody counts', () => {
    expect(drawn([heads(1), heads(900)])).toBe('H1 H900');
    expect(drawn([heads(100), heads(50)])).toBe('H100 H50');
    expect(drawn([heads(), heads(3), heads()])).toBe('H H3 H');
  });

  it('are new up to the one before', () => {
    expect(newCoins(heads(5), heads(3)).map(({ beat }) => beat)).toEqual([5, 4]);
    expect(newCoins(heads(5), undefined).map(({ beat }) => beat)).toEqual([5]);
  });
});

const shown = (event: object, more: object = {}) =>
  readEvent(JSON.stringify({ sequence: 7, receivedAt: 'now', traceId: 'a'.repeat(32), event, ...more }));

describe('readEvent()', () => {
  it('knows heads and the end of a run, and leaves the rest', () => {
    expect(shown({ type: 't', flip: 'heads', data: { id: 3 } })).toMatchObject({ kind: 'coin', beat: 3 });
    expect(shown({ type: 'dev.tracewalk.run.finished', subject: 'r' })).toMatchObject({
      kind: 'run',
      runId: 'r',
    });
    expect(shown({ type: 'greeting' })).toBeUndefined();
  });

  it('takes hostile events for what they are', () => {
    for (const data of [{ id: '<b>' }, { id: -1 }, { id: 1.5 }, null, 'x'])
      expect(shown({ type: 't', flip: 'heads', data })).toEqual(expect.objectContaining({ beat: undefined }));
    expect(shown({ type: 't', flip: 'heads' }, { traceId: '"><script>' })).toMatchObject({
      traceId: undefined,
    });
    for (const text of ['', '{', '[]', 'null', '{"sequence":1}']) expect(readEvent(text)).toBeUndefined();
  });
});
