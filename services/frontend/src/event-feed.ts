/**
 * What event-display shows, as one stream that all pages share: however many people watch, event-display has one client.
 *
 * Its `/events/stream` is traced at neither end (packages/telemetry/src/instrumentations.ts): the span would stay open
 * for as long as frontend runs.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { createLogger } from '@tracewalk/service';
import { readEvent, type SeenEvent } from './seen-event.ts';
import { sseMessages } from './sse-messages.ts';

export type FeedState = 'off' | 'connecting' | 'live' | 'lost';

export interface EventFeed {
  readonly state: FeedState;
  /** The latest first. */
  recent(): readonly SeenEvent[];
  /** Hears of each event, and of each change of state. Returns what ends it. */
  follow(listener: (event: SeenEvent | undefined) => void): () => void;
  stop(): Promise<void>;
}

const KEEP = 200;
const MAX_MESSAGE_LENGTH = 256 * 1024;
const AGAIN_MS = { first: 500, longest: 10_000 };

/** Begins at once and connects again until it is stopped. Without a URL it stays `off`. */
export function createEventFeed(url: string | undefined, log: ReturnType<typeof createLogger>): EventFeed {
  const listeners = new Set<(event: SeenEvent | undefined) => void>();
  const recent: SeenEvent[] = [];
  const over = new AbortController();
  let state: FeedState = url ? 'connecting' : 'off';
  let last = '0';
  let delay = AGAIN_MS.first;

  const tell = (event?: SeenEvent) => {
    for (const listener of listeners) listener(event);
  };
  const become = (next: FeedState) => {
    if (state === next) return;
    state = next;
    tell();
  };
  const add = (event: SeenEvent) => {
    recent.unshift(event);
    if (recent.length > KEEP) recent.pop();
    tell(event);
  };

  const readOnce = async (from: string) => {
    const response = await fetch(`${from}/events/stream?after=${last}`, { signal: over.signal });
    if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`);
    become('live');
    delay = AGAIN_MS.first;
    for await (const { id, data } of sseMessages(response.body, MAX_MESSAGE_LENGTH)) {
      last = /^\d{1,16}$/.test(id) ? id : last;
      const event = readEvent(data);
      if (event) add(event);
    }
  };

  const read = async (from: string) => {
    while (!over.signal.aborted) {
      try {
        await readOnce(from);
      } catch (error) {
        if (over.signal.aborted) return;
        if (state !== 'lost') log.warn(`Cannot follow event-display: ${reason(error)}. Trying again`);
      }
      become('lost');
      await sleep(delay, undefined, { signal: over.signal }).catch(() => undefined);
      delay = Math.min(delay * 2, AGAIN_MS.longest);
    }
  };
  const ended = url ? read(url) : Promise.resolve();

  return {
    get state() {
      return state;
    },
    recent: () => recent,
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: () => {
      over.abort();
      listeners.clear();
      return ended;
    },
  };
}

function reason(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string } };
  return cause?.code ?? message ?? String(error);
}
