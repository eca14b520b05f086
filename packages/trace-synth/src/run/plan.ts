/** What a run is to do. Plain data: workers get a copy. */
import { ENCODINGS } from '../encode/encodings.ts';
import { MAX_LANES } from '../encode/ids.ts';
import type { Encoding, EncodingName } from '../encode/part.ts';
import { ENCODING_OF, type Endpoint } from '../send/endpoint.ts';
import type { Topology } from '../topology/topology.ts';
import type { Due } from './flow.ts';
import type { Rate, RateUnit } from './rate.ts';

/** This generator is number `index`, from 0, of `of` that share a seed, a rate and a count. */
export interface Partition {
  index: number;
  of: number;
}

export interface SynthPlan {
  topology: Topology;
  /** A safe integer. */
  seed: number;
  clockSkewNanos: number;
  partition: Partition;
  workers: number;
  /** Each gets its share of the traces. */
  endpoints: Endpoint[];
  /** Instead of endpoints. */
  file?: { path: string; encoding: EncodingName };
  /** Connections to each endpoint, for each worker. */
  concurrency: number;
  batchSpans: number;
  /** Of all partitions together, as is the count. */
  rate?: Rate;
  count?: { count: number; unit: RateUnit };
  durationMs?: number;
  /** Traces are spread from here to there, in ms since 1970, instead of being from now. */
  range?: { from: number; to: number };
  /** Different shapes at once. */
  shapes: number;
  stretch: number;
  /** A request is tried again for so long. */
  retryMs: number;
  /** What is under way at the end may take so long. */
  graceMs: number;
  /** Traces that are remembered for reconciling, at most. */
  samples: number;
}

/** More traces than this at once would not fit into memory, whatever their number. */
const TEMPLATE_BYTES = 56 * 1024 * 1024;
export const MAX_PARTITIONS = 1_024;
export const MAX_WORKERS = 64;
export const MAX_ENDPOINTS = 16;

/** One of the parts into which a plan falls: a worker's traces for an endpoint. */
export interface LanePlan {
  /** What it is called in the report. */
  url: string;
  endpoint?: Endpoint;
  encoding: Encoding;
  /** Among all that share the seed; ids depend on it. */
  idLane: number;
  /** Of the maker's traces, the first and how many lanes share them. */
  first: number;
  step: number;
  rate?: Rate;
  limit: Due;
  templateBytes: number;
  samples: number;
}

export function lanesOf(plan: SynthPlan, worker: number): LanePlan[] {
  const { partition, workers, endpoints, file, rate, count } = plan;
  const targets = file ? [undefined] : endpoints;
  const here = workers * targets.length;
  const lanes = partition.of * here;
  return targets.map((endpoint, index) => {
    const number = partition.index * here + worker * targets.length + index;
    const share = count && Math.floor(count.count / lanes) + (number < count.count % lanes ? 1 : 0);
    const limit = { spans: Infinity, traces: Infinity };
    if (count) limit[count.unit] = share ?? 0;
    const name = endpoint ? ENCODING_OF[endpoint.protocol] : (file?.encoding ?? 'otlp-json');
    return {
      url: endpoint?.url ?? file?.path ?? '-',
      endpoint,
      encoding: ENCODINGS[name],
      idLane: idLane(partition.index, worker, index),
      first: number,
      step: lanes,
      rate: rate && { ...rate, perSecond: rate.perSecond / lanes },
      limit,
      templateBytes: TEMPLATE_BYTES / here,
      samples: Math.floor(plan.samples / here),
    };
  });
}

/** Fixed places for each, so that generators need not know how many workers the others have. */
function idLane(partition: number, worker: number, endpoint: number): number {
  const lane = (partition * MAX_WORKERS + worker) * MAX_ENDPOINTS + endpoint;
  if (lane >= MAX_LANES) throw new RangeError('Cannot make ids for so many generators');
  return lane;
}
