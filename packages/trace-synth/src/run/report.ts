/** What a run reports: data that can be added up. */
import { addCounts, type Counts, noCounts } from './counts.ts';
import { Latencies, type LatenciesJson } from './latencies.ts';
import type { Partition } from './plan.ts';
import type { RateUnit } from './rate.ts';
import type { Reconciliation } from './reconcile.ts';

export interface EndpointReport extends Counts {
  url: string;
  traces: number;
  /** Of a rate in traces, what `missed` is of one in spans. */
  missedTraces: number;
  requests: number;
  /** Of bodies, compressed if they were. */
  bytes: number;
  /** Of answers. */
  latencies: LatenciesJson;
  /** Why spans were rejected, sent again or dropped: how many, by reason. */
  reasons: Record<string, number>;
  rate?: RateReport;
}

/** How a rate was held. */
export interface RateReport {
  perSecond: number;
  unit: RateUnit;
  /** The least and the most that was made in any 10 s, as a share of what was asked. Absent in shorter runs. */
  least?: number;
  most?: number;
  /** How late something was made at most, in ms. */
  mostBehindMs: number;
}

export interface SynthReport {
  kind: 'tracewalk-synth';
  /** The profile's or topology's name. */
  topology: string;
  seed: number;
  partitions: Partition[];
  /** ISO 8601. */
  startedAt: string;
  seconds: number;
  /** Whether it was ended before its time. */
  interrupted: boolean;
  endpoints: EndpointReport[];
  cpuSeconds: number;
  /** At most, of the whole process; of several, the largest. */
  memoryBytes: number;
  reconciliation?: Reconciliation;
}

export const noReport = (url: string): EndpointReport => ({
  url,
  ...noCounts(),
  traces: 0,
  missedTraces: 0,
  requests: 0,
  bytes: 0,
  latencies: { maxMs: 0, buckets: [] },
  reasons: {},
});

/** One report for each endpoint. */
export function addUp(reports: readonly EndpointReport[]): EndpointReport[] {
  const byUrl = Map.groupBy(reports, ({ url }) => url);
  return [...byUrl].map(([url, group]) => group.reduce(added, noReport(url)));
}

function added(sum: EndpointReport, more: EndpointReport): EndpointReport {
  const counts: Counts = pickCounts(sum);
  addCounts(counts, pickCounts(more));
  const reasons = { ...sum.reasons };
  for (const [reason, count] of Object.entries(more.reasons))
    reasons[reason] = (reasons[reason] ?? 0) + count;
  return {
    url: sum.url,
    ...counts,
    traces: sum.traces + more.traces,
    missedTraces: sum.missedTraces + more.missedTraces,
    requests: sum.requests + more.requests,
    bytes: sum.bytes + more.bytes,
    latencies: new Latencies().add(sum.latencies).add(more.latencies).toJson(),
    reasons,
    ...(more.rate && { rate: sum.rate ? addedRates(sum.rate, more.rate) : more.rate }),
  };
}

const pickCounts = (from: Counts): Counts => {
  const counts = noCounts();
  for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] = from[name];
  return counts;
};

/** Each holds its share: together they are no further off than the worst of them. */
const addedRates = (one: RateReport, other: RateReport): RateReport => ({
  perSecond: one.perSecond + other.perSecond,
  unit: one.unit,
  least: extreme(Math.min, one.least, other.least),
  most: extreme(Math.max, one.most, other.most),
  mostBehindMs: Math.max(one.mostBehindMs, other.mostBehindMs),
});

const extreme = (choose: (...values: number[]) => number, ...values: (number | undefined)[]) => {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? choose(...known) : undefined;
};

/** All endpoints together. */
export const total = (endpoints: readonly EndpointReport[]): EndpointReport =>
  addUp(endpoints.map((each) => ({ ...each, url: 'all' })))[0] ?? noReport('all');

/**
 * One report of several generators that shared the work.
 *
 * @throws Error if they are not of one run
 */
export function mergeReports(reports: readonly SynthReport[]): SynthReport {
  const [first] = reports;
  if (!first) throw new Error('Cannot merge reports: there are none');
  const partitions = reports.flatMap((each) => each.partitions);
  for (const { topology, partitions: own } of reports) {
    if (topology !== first.topology) {
      throw new Error(`Cannot merge reports: one is of ${first.topology}, another of ${topology}`);
    }
    if (own.some(({ of }) => of !== first.partitions[0]?.of)) {
      throw new Error('Cannot merge reports: they are of runs with different numbers of partitions');
    }
  }
  const names = partitions.map(({ index, of }) => `${index}/${of}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`Cannot merge reports: partition ${twice} is there twice`);
  const reconciliations = reports.flatMap(({ reconciliation }) => reconciliation ?? []);
  return {
    ...first,
    partitions: partitions.toSorted((a, b) => a.index - b.index),
    startedAt: reports.map(({ startedAt }) => startedAt).toSorted()[0] ?? first.startedAt,
    seconds: Math.max(...reports.map(({ seconds }) => seconds)),
    interrupted: reports.some(({ interrupted }) => interrupted),
    endpoints: addUp(reports.flatMap(({ endpoints }) => endpoints)),
    cpuSeconds: reports.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    memoryBytes: Math.max(...reports.map(({ memoryBytes }) => memoryBytes)),
    ...(reconciliations.length > 0 && { reconciliation: addedReconciliations(reconciliations) }),
  };
}

function addedReconciliations(all: readonly Reconciliation[]): Reconciliation {
  const [first, ...others] = all as [Reconciliation, ...Reconciliation[]];
  const sum = { ...first, examples: [...first.examples] };
  for (const other of others) {
    sum.made += other.made;
    sum.checked += other.checked;
    sum.complete += other.complete;
    sum.incomplete += other.incomplete;
    sum.absent += other.absent;
    sum.uncertain += other.uncertain;
    sum.missingSpans += other.missingSpans;
    sum.unknownSpans += other.unknownSpans;
    sum.examples.push(...other.examples);
  }
  sum.examples = sum.examples.slice(0, 5);
  return sum;
}
