/** What is found of the marks that were taken: the third stage, and what lies between. */
import type { QueryClient } from '@tracewalk/query-client';
import { explainLoss } from './carry/explain-loss.ts';
import { readCollector, type CollectorCounts } from './carry/collector-metrics.ts';
import { isTaken } from './carry/outcome.ts';
import type { Sent } from './carry/send-mark.ts';
import { finding, type Check, type Finding } from './finding.ts';
import { checkEarlier, earlierMark, rememberMark } from './find/earlier-mark.ts';
import { findById, search } from './find/find-marks.ts';
import type { Place } from './place.ts';

/** Clocks that differ by more hide traces from a search by time; in ms. */
const MOST_SKEW = 5_000;

export interface Looked {
  readonly checks: Check[];
  readonly findings: Finding[];
  /** The marks that were found. */
  readonly arrived: ReadonlySet<string>;
}

export async function foundFindings(
  place: Place,
  client: QueryClient,
  {
    sent,
    skewMs,
    before,
    memory,
  }: { sent: readonly Sent[]; skewMs: number; before: CollectorCounts | undefined; memory: string },
): Promise<Looked> {
  const taken = sent.filter(({ outcome }) => isTaken(outcome));
  const earlier = earlierMark(memory, place.key);
  const arrived = await findById(
    client,
    taken.map(({ mark }) => mark),
    place.patienceMs,
  );
  const lost = taken.filter(({ mark }) => !arrived.has(mark.traceId));
  const found = taken.find(({ mark }) => arrived.has(mark.traceId));
  const checks: Check[] = [byId(taken.length, arrived.size)];
  const findings: Finding[] = [];
  if (lost.length > 0) findings.push(await whereLost(place, lost, arrived.size, before));
  const skewed = Math.abs(skewMs) > MOST_SKEW;
  if (skewed) findings.push(clocksDiffer(skewMs));
  if (found) {
    const searched = await search(client, found.mark, place.patienceMs / 2);
    const says = searched === 'now' ? 'by service and time' : 'not found by service and time';
    checks.push({ stage: 'found', name: 'search', state: searched === 'now' ? 'fine' : 'wrong', says });
    if (searched !== 'now' && !skewed) findings.push(notSearched(searched));
    const past = await checkEarlier(place, client, earlier);
    checks.push(past.check);
    if (past.finding) findings.push(past.finding);
    checks.push(...rememberMark(memory, place.key, found.mark));
  }
  return { checks, findings, arrived };
}

function byId(taken: number, arrived: number): Check {
  const check = { stage: 'found', name: 'marks' } as const;
  if (taken === 0) return { ...check, state: 'skipped', says: 'none was taken' };
  return {
    ...check,
    state: arrived === taken ? 'fine' : 'wrong',
    says: `${arrived} of ${taken} found by their ids`,
  };
}

async function whereLost(
  place: Place,
  lost: readonly Sent[],
  arrived: number,
  before: CollectorCounts | undefined,
): Promise<Finding> {
  const services = lost.flatMap(({ target }) => target.services);
  const after = before && (await readCollector(place.metrics));
  const inside = before && after && explainLoss(before, after, services);
  if (inside) return inside;
  const to = [...new Set(lost.map(({ target }) => new URL(target.url).origin))].join(', ');
  const passed = after ? ', and passed on by the Collector' : '';
  const others = arrived > 0 ? `; ${arrived} others are found` : '';
  return finding('other-storage', {
    about: lost.map(({ target }) => target.protocol).join(', '),
    evidence: `${lost.length} marks taken by ${to}${passed}, none of them found at ${place.query?.origin}${others}`,
    change:
      'let the query API read the storage that the receiver writes to, or pass the --query-url that belongs to it',
    services,
  });
}

const clocksDiffer = (skewMs: number): Finding =>
  finding('clocks-differ', {
    about: 'the query API',
    evidence: `its clock is ${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs > 0 ? 'ahead of' : 'behind'} the one here`,
    change: 'set both clocks (NTP); until then, search a longer time range',
    services: [],
  });

const notSearched = (searched: 'other time' | 'never'): Finding =>
  finding('found-by-id-only', {
    about: 'search',
    evidence:
      searched === 'never'
        ? 'a mark is found by its id, and by no search for its service'
        : 'a mark is found by its id, and by a search only around another time',
    change:
      searched === 'never'
        ? "look at the storage's index of services: it is written apart from the traces"
        : 'set the clocks (NTP) and the time zone of the storage',
    services: [],
  });
