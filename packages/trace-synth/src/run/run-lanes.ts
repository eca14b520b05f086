/** The lanes of one thread: from the plan to what became of it. */
import { IdSource } from '../encode/ids.ts';
import { FileChannel } from '../send/file-channel.ts';
import { openChannel } from '../send/open-channel.ts';
import type { Channel } from '../send/outcome.ts';
import { Random } from '../shape/random.ts';
import { createShapeMaker } from '../shape/shape-maker.ts';
import type { ShapeMaker } from '../shape/shape.ts';
import { Delivery } from './delivery.ts';
import { Flow, type When } from './flow.ts';
import { Lane } from './lane.ts';
import { Mix } from './mix.ts';
import { type LanePlan, lanesOf, type SynthPlan } from './plan.ts';
import type { LaneSamples } from './reconcile.ts';
import type { EndpointReport } from './report.ts';
import { Sampler } from './sampler.ts';

/** A request of gRPC may have 4 MiB, unless the receiver is told to take more. */
const MAX_BODY_BYTES = 3.9 * 1024 * 1024;
/** Shapes are made ahead for so long at most. */
const WARM_MS = 3_000;
/** Spans or traces that are made sooner than that. */
const FEW = 10_000;

export interface ThreadResult {
  reports: EndpointReport[];
  samples: LaneSamples[];
}

/** One thread's part of a run. */
export class LaneGroup {
  readonly #plan: SynthPlan;
  readonly #lanes: BuiltLane[];
  readonly #signal = new AbortController();
  #grace: NodeJS.Timeout | undefined;

  /** @throws Error if a file cannot be written or an endpoint makes no sense */
  constructor(plan: SynthPlan, worker: number) {
    this.#plan = plan;
    const { topology, seed, clockSkewNanos } = plan;
    const maker = createShapeMaker(topology, { seed, clockSkewNanos });
    this.#lanes = lanesOf(plan, worker).map((lane) => buildLane(plan, lane, maker, this.#signal.signal));
  }

  /** Makes shapes ahead, so that the first seconds are as fast as all others. */
  async prepare(): Promise<void> {
    const { count } = this.#plan;
    if (count && count.count < FEW) return;
    for (const { mix } of this.#lanes) mix.warm(WARM_MS / this.#lanes.length);
  }

  async run(): Promise<ThreadResult> {
    const { durationMs } = this.#plan;
    const timer = durationMs === undefined ? undefined : setTimeout(() => this.stop(), durationMs);
    await Promise.all(this.#lanes.map(({ lane }) => lane.run()));
    clearTimeout(timer);
    clearTimeout(this.#grace);
    for (const { file } of this.#lanes) await file?.finished();
    return { reports: this.reports(), samples: this.#lanes.map(samplesOf) };
  }

  reports(): EndpointReport[] {
    return this.#lanes.map(reportOf);
  }

  /** Makes no more; what is under way may finish, for a while. */
  stop(): void {
    for (const { lane } of this.#lanes) lane.stop();
    this.#grace ??= setTimeout(() => this.abort(), this.#plan.graceMs);
  }

  /** Gives up what is under way. */
  abort(): void {
    this.#signal.abort();
    for (const { lane } of this.#lanes) lane.abort();
  }
}

interface BuiltLane {
  plan: LanePlan;
  lane: Lane;
  flow: Flow;
  mix: Mix;
  delivery: Delivery;
  sampler: Sampler;
  file?: FileChannel;
}

function buildLane(plan: SynthPlan, lanePlan: LanePlan, maker: ShapeMaker, signal: AbortSignal): BuiltLane {
  const { seed, shapes, stretch, batchSpans, concurrency, retryMs, file: target } = plan;
  const { encoding, endpoint, idLane, first, step, templateBytes, rate, limit } = lanePlan;
  const random = (purpose: number) => new Random(seed, idLane * 4 + purpose);
  const sampler = new Sampler(lanePlan.samples);
  const mix = new Mix({ maker, encoding, random: random(1), shapes, maxBytes: templateBytes, first, step });
  const flow = new Flow({
    mix,
    ids: new IdSource(seed, idLane),
    random: random(2),
    when: whenOf(plan, random(3)),
    stretch,
    batchSpans,
    batchBytes: MAX_BODY_BYTES,
    sampler,
  });
  const file = target && new FileChannel(target.path, target.encoding);
  const channels: Channel[] = endpoint
    ? Array.from({ length: concurrency }, () => openChannel(endpoint))
    : [file as FileChannel];
  const compression = endpoint?.compression ?? 'none';
  const delivery = new Delivery({ compression, retryMs, sampler, signal });
  const lane = new Lane({ flow, delivery, encoding, channels, rate, limit });
  return { plan: lanePlan, lane, flow, mix, delivery, sampler, file };
}

/** As it is sent, a trace has just ended; else it is somewhere in the range, in order if it is known how many will come. */
function whenOf({ range }: SynthPlan, random: Random): When {
  if (!range) return { start: (ms) => performance.timeOrigin + performance.now() - ms };
  const { from, to } = range;
  return {
    start: (ms, done) =>
      from + Math.max(0, to - from - ms) * (Number.isNaN(done) ? random.next() : Math.min(done, 1)),
  };
}

function reportOf({ plan: { url, rate }, lane, flow, delivery }: BuiltLane): EndpointReport {
  const { counts, requests, bytes, latencies, reasons } = delivery;
  const { schedule, watch } = lane;
  const missed = Math.round(schedule?.missed ?? 0);
  return {
    ...counts,
    url,
    missed: rate?.unit === 'spans' ? missed : 0,
    missedTraces: rate?.unit === 'traces' ? missed : 0,
    traces: flow.traces,
    requests,
    bytes,
    latencies: latencies.toJson(),
    reasons: Object.fromEntries(reasons),
    ...(rate && {
      rate: { ...rate, least: watch?.least, most: watch?.most, mostBehindMs: schedule?.mostBehindMs ?? 0 },
    }),
  };
}

const samplesOf = ({ plan: { idLane }, flow, sampler }: BuiltLane): LaneSamples => ({
  idLane,
  made: flow.traces,
  traces: sampler.traces(),
});
