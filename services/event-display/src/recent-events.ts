/** The last events that arrived: so many, and so many bytes, whichever is less. */
import type { CloudEvent } from 'cloudevents';
import type { Config } from './config.ts';

/** An event as `GET /events` shows it. */
export interface DisplayedEvent {
  /** Grows with each event, also across restarts: a stream goes on after the last one that its client saw. */
  sequence: number;
  receivedAt: string;
  /** Of the trace in which it arrived; absent when nothing is traced. */
  traceId: string | undefined;
  event: CloudEvent<unknown>;
}

/** Kept as the text that is sent: its size is known, and each client gets the same. */
export interface KeptEvent {
  sequence: number;
  json: string;
}

export interface RecentEvents {
  add(event: CloudEvent<unknown>, traceId: string | undefined): KeptEvent;
  /** In the order they arrived. */
  after(sequence: number): KeptEvent[];
  /** A JSON array, the newest first. */
  asJson(): string;
}

export function createRecentEvents({
  KEEP_EVENTS,
  KEEP_BYTES,
}: Pick<Config, 'KEEP_EVENTS' | 'KEEP_BYTES'>): RecentEvents {
  const kept: KeptEvent[] = [];
  let bytes = 0;
  // Beginning at the time, in microseconds, a restarted service goes on above the numbers it gave out before.
  let sequence = Date.now() * 1_000;

  return {
    add: (event, traceId) => {
      sequence += 1;
      const displayed: DisplayedEvent = { sequence, receivedAt: new Date().toISOString(), traceId, event };
      const added = { sequence, json: JSON.stringify(displayed) };
      kept.push(added);
      bytes += size(added);
      while (kept.length > KEEP_EVENTS || bytes > KEEP_BYTES) {
        const oldest = kept.shift();
        if (!oldest) break;
        bytes -= size(oldest);
      }
      return added;
    },
    after: (last) => kept.filter((each) => each.sequence > last),
    asJson: () =>
      `[${kept
        .map(({ json }) => json)
        .toReversed()
        .join(',')}]`,
  };
}

const size = ({ json }: KeptEvent) => Buffer.byteLength(json);
