/** The deliveries that the broker has accepted and not finished: what waits, is under way, or will be tried again. */
import type { Context } from '@opentelemetry/api';
import type { BrokerEvent } from './event.ts';
import type { Trigger } from './triggers.ts';

/** One event for one Trigger. */
export interface Delivery {
  trigger: Trigger;
  event: BrokerEvent;
  /** How often the event may still come back as a reply. */
  ttl: number;
  /** Headers that pass on to the subscriber. */
  headers: Record<string, string>;
  /** The context in which the event was accepted. */
  context: Context;
}

export interface QueueLimits {
  deliveries: number;
  /** Of event data, each delivery counted. */
  bytes: number;
}

export class DeliveryQueue {
  readonly #limits: QueueLimits;
  readonly #held = new Set<Delivery>();
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  /** All of them, or none if they do not fit. A reply may have the place of the delivery that it answers. */
  hold(deliveries: Delivery[], answered?: Delivery): boolean {
    const count = this.#held.size + deliveries.length - (answered ? 1 : 0);
    const bytes = this.#bytes + total(deliveries) - (answered ? size(answered) : 0);
    if (deliveries.length > 0 && (count > this.#limits.deliveries || bytes > this.#limits.bytes))
      return false;
    this.restore(deliveries);
    return true;
  }

  /** As hold, whatever the limits: these were accepted before. */
  restore(deliveries: Delivery[]): void {
    for (const delivery of deliveries) this.#held.add(delivery);
    this.#bytes += total(deliveries);
  }

  release(delivery: Delivery): void {
    if (this.#held.delete(delivery)) this.#bytes -= size(delivery);
  }

  held(): Delivery[] {
    return [...this.#held];
  }
}

const size = ({ event }: Delivery) => event.data?.length ?? 0;
const total = (deliveries: Delivery[]) => deliveries.reduce((sum, each) => sum + size(each), 0);
