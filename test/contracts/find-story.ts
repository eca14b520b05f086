/** Looks for a trace that keeps a contract. */
import type { QueryClient } from '@tracewalk/query-client';
import type { Trace } from '@tracewalk/trace-model';
import { checkTrace } from './check-contract.ts';
import type { Contract, RequiredSpan } from './contract.ts';
import { describe, findSpans } from './match.ts';

export interface Found {
  readonly trace: Trace;
  /** Empty when the contract is kept. */
  readonly faults: readonly string[];
}

/** More than one is looked at: some are still going on, and every other coin shows tails. */
const LATEST = 30;

/** The latest trace that keeps the contract, else the one that comes closest; undefined when none begins so. */
export async function findStory(client: QueryClient, contract: Contract): Promise<Found | undefined> {
  const { service, name } = contract.root;
  const traces = await client.search({ service, operation: name, limit: LATEST });
  const [best] = traces
    .map((trace) => ({ trace, faults: checkTrace(contract, trace) }))
    .toSorted((a, b) => a.faults.length - b.faults.length);
  return best && { ...best, faults: [...best.faults, ...(await checkLinks(client, contract, best.trace))] };
}

/** What a link leads to is in another trace, so a trace alone cannot be held to this part. */
async function checkLinks(client: QueryClient, contract: Contract, trace: Trace): Promise<string[]> {
  const checks = [contract.root, ...contract.spans].map((wanted) => checkLink(client, wanted, trace));
  return (await Promise.all(checks)).flat();
}

async function checkLink(client: QueryClient, wanted: RequiredSpan, trace: Trace): Promise<string[]> {
  const { linksTo } = wanted;
  const links = linksTo ? findSpans(trace, wanted).flatMap(({ span }) => span.links) : [];
  const link = links.find(({ traceId }) => traceId !== trace.id);
  if (!linksTo || !link) return [];
  const linked = await client.trace(link.traceId);
  const target = linked?.byId.get(link.spanId);
  if (linked && target && findSpans(linked, linksTo).includes(target)) return [];
  const found = linked ? 'that leads to another span' : 'to a trace that is not there';
  return [`${describe(wanted)} has a link ${found}, not to ${describe(linksTo)}.`];
}
