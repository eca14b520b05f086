import { buildTrace, fromJaegerJson, type Trace } from '@tracewalk/trace-model';
import { describe, expect, it } from 'vitest';
import { experiment, type Part, type Plan } from './experiment.ts';
import type { Sender } from './sender-process.ts';
import { conclusion, table } from './table.ts';

const PLAN: Plan = { parts: [], away: 0, traces: 0, calm: 0, patience: 0.05 };

/** Makes two traces, all of them accepted, whenever something happens to a part. */
function world() {
  const happened: string[] = [];
  const accepted = new Map<number, string>();
  const sender: Sender & { make(): void } = {
    accepted,
    givenUp: 7,
    get made() {
      return accepted.size;
    },
    make() {
      for (const number of [accepted.size + 1, accepted.size + 2]) accepted.set(number, `trace ${number}`);
    },
    start: () => Promise.resolve(),
    stop: async () => {
      happened.push('sender stops');
    },
  };
  const happens = (what: string) => async () => {
    happened.push(what);
    sender.make();
  };
  const part = (name: string): Part => ({
    name,
    kill: happens(`${name} killed`),
    takeAway: happens(`${name} away`),
    bringBack: () => Promise.resolve(),
    ready: () => Promise.resolve(),
  });
  return { happened, sender, part };
}

/** A trace of so many spans, the first so many of which were stored twice. */
function stored(spans: number, twice = 0): Trace {
  const ids = Array.from({ length: spans }, (_, index) => `${index + 1}`.padStart(16, '0'));
  const json = [...ids, ...ids.slice(0, twice)].map((spanID) => ({
    traceID: '1'.padStart(32, '0'),
    spanID,
    operationName: 'be counted',
    startTime: 1,
    duration: 1,
    processID: 'p1',
  }));
  const processes = { p1: { serviceName: 'no-loss', tags: [] } };
  return buildTrace(fromJaegerJson({ data: [{ traceID: '1', spans: json, processes }] }));
}

/** Trace 3 is not there, and a span of trace 2 is there twice. */
const lostAndTwice = async (id: string) =>
  id === 'trace 3' ? undefined : stored(3, id === 'trace 2' ? 1 : 0);

const quiet = () => undefined;

describe('the experiment', () => {
  it('kills each part, then takes it away, and only then stops sending', async () => {
    const { happened, sender, part } = world();
    const parts = [part('collector'), part('storage')];
    await experiment({ ...PLAN, parts }, sender, async () => stored(3), quiet);

    expect(happened).toEqual([
      'collector killed',
      'collector away',
      'storage killed',
      'storage away',
      'sender stops',
    ]);
  });

  it('counts each trace for what happened to the chain when it was made', async () => {
    const { sender, part } = world();
    const rows = await experiment({ ...PLAN, parts: [part('jaeger')] }, sender, lostAndTwice, quiet);

    expect(rows).toMatchObject([
      { part: 'jaeger', how: 'killed', accepted: 2, found: 2, lost: [], duplicates: 1 },
      { part: 'jaeger', how: 'away', accepted: 2, found: 1, lost: [3], duplicates: 0 },
    ]);
    expect(conclusion(rows, sender)).toEqual([
      'accepted: 4 traces of 3 spans',
      'lost: 1 traces: 3 (trace trace 3)',
      'sent again because the SDK had given up: 7 spans',
    ]);
    expect(table(rows)).toEqual([
      'part    was     seconds  accepted  found  lost  duplicate spans',
      'jaeger  killed        0         2      2     0                1',
      'jaeger  away          0         2      1     1                0',
    ]);
  });

  it('takes a trace of which a span is missing for lost', async () => {
    const { sender, part } = world();
    const rows = await experiment({ ...PLAN, parts: [part('jaeger')] }, sender, async () => stored(2), quiet);

    expect(rows.map(({ found }) => found)).toEqual([0, 0]);
  });

  it('goes on looking while traces come out of a queue, also when the query API is away for a moment', async () => {
    const { sender, part } = world();
    const asked = new Map<string, number>();
    const lookUp = async (id: string) => {
      const times = (asked.get(id) ?? 0) + 1;
      asked.set(id, times);
      if (times === 1) throw new Error('Cannot reach the query API');
      return times < 4 ? undefined : stored(3);
    };
    const plan = { ...PLAN, patience: 1, parts: [part('collector')] };
    const rows = await experiment(plan, sender, lookUp, quiet);

    expect(rows.flatMap(({ lost }) => lost)).toEqual([]);
  });
});
