import { Random } from '@tracewalk/trace-synth/random';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../http/client.ts';
import { JOURNEYS, readWeights } from './index.ts';
import { type Step, Visitor } from './journey.ts';
import { mistake } from './mistake.ts';
import { type Session, Sessions } from './sessions.ts';

/** The steps of a journey, with answers as the system gives them. */
function stepsOf(
  name: string,
  seed: number,
  answerTo: (step: Step, index: number) => Partial<Answer>,
): Step[] {
  const journey = JOURNEYS[name]?.(new Visitor(new Random(seed)));
  const steps: Step[] = [];
  let next = journey?.next();
  while (next && !next.done) {
    steps.push(next.value);
    const answer = { status: next.value.expect ?? 200, body: '', ...answerTo(next.value, steps.length) };
    next = journey?.next(answer);
  }
  return steps;
}

const anyAnswer = () => ({ body: '{"id":"dns-zones"}', location: '/x' });

describe('the journeys', () => {
  it('browse goes on to the next page with the cursor of the one before', () => {
    const steps = stepsOf('browse', 3, () => ({ body: '{"users":[],"nextCursor":"abc-9"}' }));
    expect(steps.map(({ path }) => path).slice(0, 4)).toEqual([
      '/',
      '/api/stacks',
      '/api/users?limit=12',
      '/api/users?limit=12&cursor=abc-9',
    ]);
    const last = stepsOf('browse', 3, () => ({ body: '{"users":[],"nextCursor":null}' }));
    expect(last).toHaveLength(3);
  });

  it('run looks at its run until that has ended, and not until one of its phases has', () => {
    const steps = stepsOf('run', 1, ({ path }, index) => {
      if (path === '/api/stacks') return { body: '{"stacks":[{"id":"dns-zones"}]}' };
      if (path.endsWith('/runs')) return { location: '/api/runs/7', body: '' };
      const state = index < 5 ? 'running' : 'failed';
      return { body: `{"id":"7","state":"${state}","phases":[{"state":"finished"}]}` };
    });
    expect(steps.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /api/stacks',
      'POST /api/stacks/dns-zones/runs',
      'GET /api/runs/7',
      'GET /api/runs/7',
      'GET /api/runs/7',
    ]);
  });

  it('run gives up looking some day, and leaves where there are no stacks', () => {
    const endless = stepsOf('run', 1, ({ path }) => ({
      body: '{"id":"a","state":"queued"}',
      location: path,
    }));
    expect(endless).toHaveLength(62);
    expect(stepsOf('run', 1, () => ({ body: '{}' }))).toHaveLength(1);
  });

  it('are the same for the same seed, but for the keys that the system remembers', () => {
    const [first, again, another] = [5, 5, 6].map((seed) =>
      stepsOf('profile', seed, anyAnswer).map(({ path, think }) => [path, think]),
    );
    expect(again).toEqual(first);
    expect(another).not.toEqual(first);
    const [key, otherKey] = [5, 5].map(
      (seed) => stepsOf('run', seed, anyAnswer)[1]?.headers?.['idempotency-key'],
    );
    expect(key).not.toBe(otherKey);
  });
});

describe('readWeights()', () => {
  it('leaves out events without a broker', () => {
    expect(readWeights('browse=1,event=1', false)).toHaveLength(1);
    expect(readWeights('browse=1,event=1', true)).toHaveLength(2);
  });

  it.each(['fly=1', 'browse=often', 'browse=-1', 'browse=0', 'event=1', '', 'toString'])(
    'refuses %j',
    (text) => {
      expect(() => readWeights(text, false)).toThrow(/^Cannot begin /);
    },
  );
});

describe('Sessions', () => {
  const options = {
    seed: 1,
    partition: { index: 0, of: 1 },
    weights: readWeights('browse=3,profile=1', false),
    bad: 0,
    think: 1,
  };
  const ANSWER = { status: 200, body: '{"nextCursor":"a"}' };

  it('lets the visitor go on who has waited longest, and begins a new session when none is ready', () => {
    const sessions = new Sessions(options);
    const waiting = Array.from({ length: 200 }, () => sessions.next(0));
    for (const each of waiting) sessions.goOn(each, ANSWER, 0);
    expect(sessions.thinking).toBe(200);
    const order: Session[] = [];
    while (sessions.thinking > 0) order.push(sessions.next(1e9));
    expect(order.map(({ due }) => due)).toEqual(waiting.map(({ due }) => due).toSorted((a, b) => a - b));
    expect(sessions.begun).toBe(200);
    sessions.next(1e9);
    expect(sessions.begun).toBe(201);
  });

  it('begins journeys by their weights', () => {
    const sessions = new Sessions(options);
    const begun = Array.from({ length: 4_000 }, () => sessions.next(0));
    const names = begun.map(({ journey }) => journey.next(ANSWER).value?.name);
    expect(names.filter((name) => name === 'GET /api/stacks').length / 4_000).toBeCloseTo(0.75, 1);
  });

  it('makes the share of mistakes that was asked for, each to be refused', () => {
    const sessions = new Sessions({ ...options, bad: 0.1 });
    const steps = Array.from({ length: 10_000 }, () => sessions.next(0).step);
    const bad = steps.filter(({ expect: status = 200 }) => status >= 400);
    expect(bad.length / 10_000).toBeCloseTo(0.1, 1.7);
    expect(new Set(bad.map(({ name }) => name)).size).toBe(5);
  });

  it('gives generators of one schedule other visitors', () => {
    const ids = [0, 1, 2].flatMap((index) => {
      const sessions = new Sessions({ ...options, partition: { index, of: 3 } });
      return Array.from({ length: 100 }, () => sessions.next(0).visitor.session);
    });
    expect(new Set(ids).size).toBe(300);
  });
});

it('a mistake is one request', () => {
  const journey = mistake(new Visitor(new Random(1)));
  expect(journey.next().done).toBe(false);
  expect(journey.next({ status: 404, body: '' }).done).toBe(true);
});
