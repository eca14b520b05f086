/** The broker itself: accepts events, works on their deliveries, and loses none when it stops. */
import type { createLogger } from '@tracewalk/service';
import type { Config } from './config.ts';
import { deliver, type DeliverySettings, type Outcome } from './deliver.ts';
import { type Delivery, DeliveryQueue } from './queue.ts';
import { type Arrival, route } from './route.ts';
import type { Failure, Reply } from './send.ts';
import { Slots } from './slots.ts';
import { removeSpool, writeSpool } from './spool.ts';
import { takeTtl } from './ttl.ts';
import type { Trigger } from './triggers.ts';

export class Broker {
  readonly #config: Config;
  readonly #triggers: Trigger[];
  readonly #log: ReturnType<typeof createLogger>;
  readonly #queue: DeliveryQueue;
  /** A subscriber that hangs holds up the deliveries of its own Trigger only. */
  readonly #slots: ReadonlyMap<Trigger, Slots>;
  readonly #settings: DeliverySettings;
  readonly #stopping = new AbortController();
  readonly #interrupted = new AbortController();
  readonly #work = new Set<Promise<void>>();
  readonly #counts = { accepted: 0, delivered: 0, replied: 0, dead_lettered: 0, dropped: 0 };

  constructor(config: Config, triggers: Trigger[], log: ReturnType<typeof createLogger>) {
    this.#config = config;
    this.#triggers = triggers;
    this.#log = log;
    this.#queue = new DeliveryQueue({ deliveries: config.QUEUE_DELIVERIES, bytes: config.QUEUE_BYTES });
    this.#slots = new Map(triggers.map((trigger) => [trigger, new Slots(config.DELIVERY_CONCURRENCY)]));
    this.#settings = {
      broker: config.BROKER_NAME,
      trace: config.BROKER_TRACE,
      maxReplyBytes: config.MAX_EVENT_BYTES,
      storeReply: (reply, answered) => this.#storeReply(reply, answered),
      stopping: this.#stopping.signal,
      interrupted: this.#interrupted.signal,
    };
  }

  get isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** What happened since the start, and how many deliveries are not finished. */
  get counts() {
    return { ...this.#counts, held: this.#queue.held().length };
  }

  /** Takes all of these events, or none of them if the queue has no room: then it returns false. */
  accept(arrivals: Arrival[], answered?: Delivery): boolean {
    const hold = (deliveries: Delivery[]) => this.#queue.hold(deliveries, answered);
    const deliveries = route(arrivals, this.#config.BROKER_NAME, this.#triggers, hold);
    if (!deliveries) return false;
    this.#counts.accepted += arrivals.length;
    for (const delivery of deliveries) this.#begin(delivery);
    return true;
  }

  /** Goes on with what the last run left; of a Trigger that is gone there is only its name. */
  resume(left: (Delivery | string)[]): void {
    for (const delivery of left) {
      if (typeof delivery === 'string') {
        this.#counts.dropped += 1;
        this.#log.warn({ trigger: delivery }, 'Cannot deliver an event of the last run: its Trigger is gone');
      } else {
        this.#queue.restore([delivery]);
        this.#begin(delivery);
      }
    }
    removeSpool(this.#config.SPOOL_DIR);
  }

  /** Delivers what it can within the grace, and keeps the rest in the spool. Nothing may be accepted any more. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const late = setTimeout(() => this.#interrupted.abort(), this.#config.STOP_GRACE_MS);
    // A reply may still begin new work.
    while (this.#work.size > 0) await Promise.allSettled(this.#work);
    clearTimeout(late);
    const left = this.#queue.held();
    writeSpool(this.#config.SPOOL_DIR, left);
    for (const delivery of left) this.#queue.release(delivery);
    if (left.length > 0) this.#log.info({ deliveries: left.length }, 'kept what is not delivered yet');
  }

  #begin(delivery: Delivery): void {
    const work = this.#deliver(delivery).finally(() => this.#work.delete(work));
    this.#work.add(work);
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const outcome = await this.#slots.get(delivery.trigger)?.run(async (): Promise<Outcome> => {
      return this.#interrupted.signal.aborted ? 'kept' : deliver(delivery, this.#settings);
    });
    if (!outcome || outcome === 'kept') return;
    this.#queue.release(delivery);
    this.#counts[outcome] += 1;
    if (outcome === 'dead_lettered' || outcome === 'dropped') {
      const { id, source, type } = delivery.event.attributes;
      this.#log.warn(
        { trigger: delivery.trigger.name, id, source, type, outcome },
        'Cannot deliver an event',
      );
    }
  }

  /** A reply goes the way of any event, but its TTL goes on, and it may have the place of what it answers. */
  #storeReply(reply: Reply, answered: Delivery): Failure | undefined {
    const { event, ttl: own } = takeTtl(reply.event);
    // A reply may ask for fewer rounds, never for more.
    const ttl = Math.min(answered.ttl - 1, own);
    if (ttl <= 0) {
      return { code: 400, type: 'ttl_expired', detail: 'the reply went round too often', retry: false };
    }
    const arrival = { event, headers: reply.headers, ttl };
    if (this.accept([arrival], answered)) return undefined;
    return { code: 503, type: 'queue_full', detail: 'the reply could not be stored', retry: true };
  }
}
