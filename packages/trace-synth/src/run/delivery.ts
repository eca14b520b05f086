/** Brings batches to one endpoint: tries again where that helps, waits when it is asked to, and counts every span. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Batch, HEAD_ROOM } from '../encode/batch.ts';
import { compress } from '../send/compress.ts';
import type { Compression } from '../send/endpoint.ts';
import type { Channel, Outcome, Packet } from '../send/outcome.ts';
import { noCounts } from './counts.ts';
import { Latencies } from './latencies.ts';
import type { Sampler } from './sampler.ts';

export interface DeliveryOptions {
  compression: Compression;
  /** A request is tried again for so long. */
  retryMs: number;
  sampler?: Sampler;
  /** Aborted when what is under way is to be given up. */
  signal: AbortSignal;
}

const FIRST_WAIT_MS = 100;
const MAX_WAIT_MS = 5_000;
/** Distinct reasons that are counted each for itself. */
const MAX_REASONS = 20;
const ENDED = 'the run has ended';

export class Delivery {
  readonly counts = noCounts();
  readonly latencies = new Latencies();
  /** Why spans were rejected, dropped or sent again: how many, by reason. */
  readonly reasons = new Map<string, number>();
  requests = 0;
  bytes = 0;
  readonly #options: DeliveryOptions;
  /** When the endpoint may be asked again, and how often in a row it could not be. */
  #opensAt = 0;
  #failures = 0;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** Settles when the batch was taken, refused or given up. Never rejects. */
  async deliver(channel: Channel, batch: Batch): Promise<void> {
    const { compression, retryMs } = this.#options;
    const packet = compression === 'none' ? batch : await compress(batch, compression);
    const lastTry = performance.now() + retryMs;
    let wasSent = false;
    let isUnanswered = false;
    while (true) {
      if (this.#opensAt > performance.now()) await this.#untilOpen();
      const outcome = await this.#send(channel, packet);
      if (outcome.kind !== 'later' || outcome.written) {
        if (!wasSent) this.counts.sent += batch.spans;
        wasSent = true;
      }
      if (outcome.kind === 'accepted' || outcome.kind === 'refused') return this.#settle(batch, outcome);
      isUnanswered ||= outcome.kind === 'unanswered';
      this.#closeFor(outcome);
      this.#note(outcome.reason, batch.spans);
      if (this.#options.signal.aborted || this.#opensAt > lastTry) return this.#drop(batch, isUnanswered);
      this.counts.retried += batch.spans;
    }
  }

  async #send(channel: Channel, packet: Packet): Promise<Outcome> {
    if (this.#options.signal.aborted) return { kind: 'later', reason: ENDED, written: false };
    const begin = performance.now();
    const outcome = await channel.send(packet);
    if (outcome.kind === 'later' && !outcome.written) return outcome;
    this.requests += 1;
    this.bytes += packet.end - HEAD_ROOM;
    if (outcome.kind !== 'unanswered') this.latencies.record(performance.now() - begin);
    return outcome;
  }

  async #untilOpen(): Promise<void> {
    const { signal } = this.#options;
    while (this.#opensAt > performance.now() && !signal.aborted) {
      await sleep(Math.max(1, this.#opensAt - performance.now()), undefined, { signal }).catch(
        () => undefined,
      );
    }
  }

  /** For all connections: as long as the receiver says, else twice as long each time, by chance a little more or less. */
  #closeFor(outcome: Outcome & { kind: 'later' | 'unanswered' }): void {
    const now = performance.now();
    // Others that failed at the same time are one failure.
    if (this.#opensAt <= now) this.#failures += 1;
    const wait =
      Math.min(FIRST_WAIT_MS * 2 ** (this.#failures - 1), MAX_WAIT_MS) * (0.75 + Math.random() / 2);
    const asked = outcome.kind === 'later' ? outcome.afterMs : undefined;
    this.#opensAt = Math.max(this.#opensAt, now + (asked ?? wait));
  }

  #settle(batch: Batch, outcome: Outcome & { kind: 'accepted' | 'refused' }): void {
    this.#failures = 0;
    const isRefused = outcome.kind === 'refused';
    const rejected = isRefused ? batch.spans : Math.min(outcome.rejected, batch.spans);
    this.counts.rejected += rejected;
    this.counts.accepted += batch.spans - rejected;
    if (rejected > 0) this.#note(outcome.reason || 'it gives no reason', rejected);
    // Of a partial success nobody knows which spans it was.
    if (rejected === 0) this.#settleSamples(batch, 'accepted');
    else if (rejected === batch.spans) this.#settleSamples(batch, 'lost');
  }

  #drop(batch: Batch, isUnanswered: boolean): void {
    this.counts.dropped += batch.spans;
    if (isUnanswered) this.counts.unanswered += batch.spans;
    else this.#settleSamples(batch, 'lost');
  }

  #settleSamples(batch: Batch, fate: 'accepted' | 'lost'): void {
    for (const { trace, spans } of batch.samples) this.#options.sampler?.settle(trace, fate, spans);
  }

  #note(reason: string, spans: number): void {
    const isKnown = this.reasons.size < MAX_REASONS || this.reasons.has(reason);
    const key = isKnown ? reason : 'other reasons';
    this.reasons.set(key, (this.reasons.get(key) ?? 0) + spans);
  }
}
