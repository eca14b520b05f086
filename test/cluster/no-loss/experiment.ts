/** The experiment: traces are sent all the while, and each part is killed, then taken away and brought back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Count, countNothing, lookAgain, type LookUp } from './count.ts';
import type { Sender } from './sender-process.ts';

export interface Part {
  readonly name: string;
  /** Ends its processes at once, without a word. It is started again by whoever runs it. */
  kill(): Promise<void>;
  /** Ends it in the same way, and nobody starts it again. */
  takeAway(): Promise<void>;
  /** Does nothing if it is not away. */
  bringBack(): Promise<void>;
  /** Ends when it can do its work again. */
  ready(): Promise<void>;
}

export interface Plan {
  readonly parts: readonly Part[];
  /** How long each part is away, in seconds. */
  readonly away: number;
  /** How many traces are made at least. */
  readonly traces: number;
  /** How long to send before and after each disturbance, in seconds. */
  readonly calm: number;
  /** How long to look for traces while no more turn up, in seconds. */
  readonly patience: number;
}

export interface Row {
  readonly part: string;
  readonly how: string;
  /** From its end until it was ready again. */
  readonly seconds: number;
  readonly accepted: number;
  readonly found: number;
  readonly lost: readonly number[];
  /** Spans that were stored a second time. */
  readonly duplicates: number;
}

interface Disturbance {
  readonly part: string;
  readonly how: string;
  readonly seconds: number;
  /** The number of the last trace that was made before calm was restored. */
  readonly last: number;
}

export type Say = (line: string) => void;

export async function experiment(plan: Plan, sender: Sender, lookUp: LookUp, say: Say): Promise<Row[]> {
  const disturbances: Disturbance[] = [];
  await sender.start();
  for (const part of plan.parts) {
    disturbances.push(await disturb(part, 'killed', plan, sender, say));
    disturbances.push(await disturb(part, 'away', plan, sender, say));
  }
  if (sender.made < plan.traces) say(`sending until there are ${plan.traces} traces`);
  while (sender.made < plan.traces) await sleep(100);
  say('sending stops; waiting until the Collector has accepted what is left');
  await sender.stop();
  const count = await countAll(sender.accepted, lookUp, plan.patience, say);
  return rowsOf(disturbances, sender.accepted, count);
}

async function disturb(
  part: Part,
  how: 'killed' | 'away',
  plan: Plan,
  sender: Sender,
  say: Say,
): Promise<Disturbance> {
  await sleep(plan.calm * 1_000);
  say(`${part.name}: ${how === 'killed' ? 'is killed' : `goes away for ${plan.away} s`}`);
  const since = performance.now();
  if (how === 'killed') {
    await part.kill();
  } else {
    await part.takeAway();
    await sleep(plan.away * 1_000);
    await part.bringBack();
  }
  await part.ready();
  const seconds = Math.round((performance.now() - since) / 1_000);
  say(`${part.name}: ready again after ${seconds} s; made ${sender.made}, accepted ${sender.accepted.size}`);
  await sleep(plan.calm * 1_000);
  return { part: part.name, how, seconds, last: sender.made };
}

/** What is still in a queue turns up later: it looks until all is there, or nothing more comes. */
async function countAll(
  accepted: ReadonlyMap<number, string>,
  lookUp: LookUp,
  patience: number,
  say: Say,
): Promise<Count> {
  const count = countNothing(accepted);
  let lastFind = performance.now();
  while (count.missing.size > 0 && performance.now() - lastFind < patience * 1_000) {
    if ((await lookAgain(count, accepted, lookUp)) > 0) lastFind = performance.now();
    say(`found ${accepted.size - count.missing.size} of ${accepted.size} accepted traces`);
    if (count.missing.size > 0) await sleep(Math.min(2_000, patience * 100));
  }
  return count;
}

/** A trace belongs to the first disturbance that was over after it was made; the last one has the rest, too. */
function rowsOf(
  disturbances: readonly Disturbance[],
  accepted: ReadonlyMap<number, string>,
  count: Count,
): Row[] {
  const rowOf = (number: number) => {
    const index = disturbances.findIndex(({ last }) => number <= last);
    return index === -1 ? disturbances.length - 1 : index;
  };
  const byRow = Map.groupBy(accepted.keys(), rowOf);
  return disturbances.map(({ part, how, seconds }, index) => {
    const numbers = byRow.get(index) ?? [];
    const lost = numbers.filter((number) => count.missing.has(number));
    const duplicates = numbers.reduce((sum, number) => sum + (count.duplicates.get(number) ?? 0), 0);
    return {
      part,
      how,
      seconds,
      accepted: numbers.length,
      found: numbers.length - lost.length,
      lost,
      duplicates,
    };
  });
}
