/**
 * One sender to one endpoint: its own traces, its own connections, its own share of the rate and count. Lanes share
 * nothing, so an endpoint that is slow, dead or silent holds up nobody else.
 */
import { Batch } from '../encode/batch.ts';
import type { Encoding } from '../encode/part.ts';
import type { Channel } from '../send/outcome.ts';
import type { Delivery } from './delivery.ts';
import type { Due, Flow } from './flow.ts';
import { type Rate, RateWatch, Schedule } from './rate.ts';

export interface LaneOptions {
  flow: Flow;
  delivery: Delivery;
  encoding: Encoding;
  channels: readonly Channel[];
  /** As fast as possible without one. */
  rate?: Rate;
  /** What is to be made; the trace that reaches it is made whole. */
  limit: Due;
}

/** How often what is due is looked at, and how long a request waits to be filled. */
const TICK_MS = 5;
const MAX_FILL_MS = 100;

export class Lane {
  readonly #options: LaneOptions;
  readonly #idle: Channel[];
  readonly #spare: Batch[] = [];
  readonly #finished = Promise.withResolvers<void>();
  #open: Batch | undefined;
  #openSince = 0;
  #isStopping = false;
  #isAborted = false;
  schedule: Schedule | undefined;
  watch: RateWatch | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#idle = [...options.channels];
  }

  /** Until all is made and settled, or the lane was stopped. */
  async run(): Promise<void> {
    const { rate, channels } = this.#options;
    if (rate) {
      const start = performance.now();
      this.schedule = new Schedule(rate.perSecond, start);
      this.watch = new RateWatch(rate.perSecond, start);
    }
    const ticks = rate && setInterval(() => this.#pump(), TICK_MS);
    this.#pump();
    await this.#finished.promise;
    clearInterval(ticks);
    for (const each of channels) each.close();
  }

  /** Makes no more traces; what is under way may finish. */
  stop(): void {
    if (this.#isStopping) return;
    this.watch?.advance(performance.now());
    this.#isStopping = true;
    this.#pump();
  }

  /** Gives up what is under way. The delivery's signal has to be aborted before. */
  abort(): void {
    this.stop();
    this.#isAborted = true;
    for (const each of this.#options.channels) each.close();
    this.#pump();
  }

  /** Sends what there is to send, as far as there are connections for it. */
  #pump(): void {
    const { delivery, channels } = this.#options;
    for (let channel = this.#idle.pop(); channel; channel = this.#idle.pop()) {
      const batch = this.#nextBatch();
      if (!batch) {
        this.#idle.push(channel);
        break;
      }
      void this.#send(delivery, channel, batch);
    }
    // While all connections are busy the time goes on: what is not made in time is missed.
    if (this.#idle.length === 0) this.#due(performance.now());
    if (this.#isMade() && !this.#open && this.#idle.length === channels.length) this.#finished.resolve();
  }

  async #send(delivery: Delivery, channel: Channel, batch: Batch): Promise<void> {
    await delivery.deliver(channel, batch);
    batch.clear();
    this.#spare.push(batch);
    this.#idle.push(channel);
    this.#pump();
  }

  /** A batch that is to be sent now: full, old enough, or the last. */
  #nextBatch(): Batch | undefined {
    const { flow, encoding, delivery, rate } = this.#options;
    if (this.#isMade() && !this.#open) return undefined;
    const now = performance.now();
    const batch = this.#open ?? this.#spare.pop() ?? new Batch(encoding);
    if (batch.spans === 0) this.#openSince = now;
    const { spans, traces } = flow;
    const isFull = !this.#isAborted && flow.put(batch, this.#due(now), this.#done);
    delivery.counts.generated += flow.spans - spans;
    this.watch?.add(now, rate?.unit === 'traces' ? flow.traces - traces : flow.spans - spans);
    const isReady = isFull || !rate || this.#isMade() || now - this.#openSince >= MAX_FILL_MS;
    if (batch.spans === 0 || !isReady) {
      if (batch.spans > 0) this.#open = batch;
      else this.#spare.push(batch);
      return undefined;
    }
    this.#open = undefined;
    batch.close();
    return batch;
  }

  /** Whether there is nothing more to make. */
  #isMade(): boolean {
    if (this.#isAborted) return true;
    return !this.#options.flow.isWithinTrace && this.#isLimited();
  }

  #isLimited(): boolean {
    const { flow, limit } = this.#options;
    return this.#isStopping || flow.spans >= limit.spans || flow.traces >= limit.traces;
  }

  #due(now: number): Due {
    const { rate, flow, limit } = this.#options;
    // No new trace, but all of the one that has begun.
    if (this.#isLimited()) return { spans: flow.isWithinTrace ? Infinity : 0, traces: 0 };
    if (!rate || !this.schedule) return limit;
    const due = this.schedule.due(now, rate.unit === 'traces' ? flow.traces : flow.spans);
    return { ...limit, [rate.unit]: Math.min(due, limit[rate.unit]) };
  }

  /** Of what is to be made, so much is. Without a limit nobody knows: not a number. */
  readonly #done = (): number => {
    const { flow, limit } = this.#options;
    if (limit.spans === Infinity && limit.traces === Infinity) return Number.NaN;
    return Math.max(flow.spans / limit.spans, flow.traces / limit.traces);
  };
}
