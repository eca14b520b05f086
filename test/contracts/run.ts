/**
 * Holds a running system to the contracts of its stories, through any Jaeger-compatible query API:
 *
 *     node test/contracts/run.ts --query-url http://127.0.0.1:16686 [--story request] [--wait 30]
 *
 * Looks again until every contract is kept, for so many seconds at most. Prints a line for each contract and below it
 * what is wrong; exits with 1 when anything is.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createQueryClient, type QueryClient } from '@tracewalk/query-client';
import type { Contract } from './contract.ts';
import { CONTRACTS } from './contracts.ts';
import { findStory } from './find-story.ts';
import { describe } from './match.ts';
import { sweep } from './sweep.ts';

const LOOK_AGAIN_MS = 500;

interface Result {
  readonly story: string;
  readonly title: string;
  /** The trace that was looked at, or how many. */
  readonly traces: string;
  readonly faults: readonly string[];
}

type Check = () => Promise<Result>;

const contractCheck = (client: QueryClient, contract: Contract): Check => {
  const { story, title, root } = contract;
  const missing = `No trace with ${describe(root)} has arrived within the last hour.`;
  return async () => {
    const found = await findStory(client, contract);
    return { story, title, traces: found?.trace.id ?? '-', faults: found?.faults ?? [missing] };
  };
};

function sweepCheck(client: QueryClient, contracts: readonly Contract[]): Check {
  const services = [...new Set(contracts.flatMap(servicesOf))];
  return async () => {
    const { traces, faults } = await sweep(client, services);
    const tooEarly = traces === 0 ? ['No trace is old enough for that to be known.'] : [];
    return {
      story: 'all',
      title: 'nothing in any trace that must not be',
      traces: `${traces} traces`,
      faults: [...tooEarly, ...faults],
    };
  };
}

const servicesOf = ({ root, edges, spans }: Contract): string[] =>
  [root, ...spans, ...edges.map(({ callee }) => callee)].map(({ service }) => service);

/** What cannot be reached may be starting: that, too, is looked at again. */
async function untilKept(check: Check, deadline: number): Promise<Result> {
  for (;;) {
    const again = Date.now() + LOOK_AGAIN_MS < deadline;
    try {
      const result = await check();
      if (result.faults.length === 0 || !again) return result;
    } catch (error) {
      if (!again) throw error;
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

function table(results: readonly Result[]): string[] {
  const width = Math.max(...results.map(({ title }) => title.length));
  return results.flatMap(({ story, title, traces, faults }) => [
    `${faults.length === 0 ? 'pass' : 'FAIL'}  ${story.padEnd(7)}  ${title.padEnd(width)}  ${traces}`,
    ...faults.map((fault) => `      - ${fault}`),
  ]);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'query-url': { type: 'string', default: 'http://127.0.0.1:16686' },
      story: { type: 'string' },
      wait: { type: 'string', default: '30' },
    },
  });
  const contracts = CONTRACTS.filter(({ story }) => values.story === undefined || story === values.story);
  if (contracts.length === 0) {
    const stories = [...new Set(CONTRACTS.map(({ story }) => story))].join(', ');
    throw new Error(`Cannot check story ${values.story}: there are ${stories}`);
  }
  const wait = Number(values.wait);
  if (!(wait >= 0)) throw new Error(`Cannot wait ${values.wait} seconds: give a number`);

  const client = createQueryClient(values['query-url']);
  const deadline = Date.now() + wait * 1_000;
  const checks = contracts.map((contract) => untilKept(contractCheck(client, contract), deadline));
  const kept = await Promise.all(checks);
  const results = [...kept, await untilKept(sweepCheck(client, contracts), deadline)];
  for (const line of table(results)) console.log(line);
  return results.every(({ faults }) => faults.length === 0) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
