/** `/api/live`: announces each trace when it seems to be complete (server-sent events, HTML Living Standard 9.2). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Refusal } from '../refusal.ts';
import type { Store } from '../store/store.ts';
import { formatsOf, summarise } from './summary.ts';

/** A trace whose root is here is complete when nothing came for so long; in ms. */
const QUIET = 300;
/** Without a root it is announced all the same after this. */
const QUIET_WITHOUT_ROOT = 5_000;
const CHECK_EVERY = 50;
const COMMENT_EVERY = 15_000;
const MAX_CLIENTS = 32;
/** Traces that are waited for at once; under more load some are not announced. */
const MAX_PENDING = 10_000;
const MAX_ANNOUNCED = 10_000;
/** A client that has so much unread is let go. */
const MAX_UNREAD = 1024 * 1024;

export class Live {
  readonly #store: Store;
  readonly #clients = new Set<ServerResponse>();
  /** Slot of a trace to when its last span came. */
  readonly #pending = new Map<number, number>();
  readonly #announced = new Set<string>();
  readonly #timers: NodeJS.Timeout[];

  constructor(store: Store) {
    this.#store = store;
    store.onSpan = (slot) => this.#note(slot);
    this.#timers = [
      setInterval(() => this.#announce(), CHECK_EVERY).unref(),
      setInterval(() => this.#send(': still here\n\n'), COMMENT_EVERY).unref(),
    ];
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    if (this.#clients.size >= MAX_CLIENTS) throw new Refusal(503, 'too many clients follow already');
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.write('retry: 1000\n\n');
    this.#clients.add(response);
    request.on('close', () => this.#clients.delete(response));
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const client of this.#clients) client.end();
    this.#clients.clear();
  }

  #note(slot: number): void {
    if (this.#clients.size === 0) return;
    if (this.#pending.has(slot) || this.#pending.size < MAX_PENDING) this.#pending.set(slot, Date.now());
  }

  #announce(): void {
    const now = Date.now();
    for (const [slot, since] of this.#pending) {
      const { hasRoot, head } = this.#store.traces;
      if (now - since < (hasRoot[slot] === 1 ? QUIET : QUIET_WITHOUT_ROOT)) continue;
      this.#pending.delete(slot);
      if ((head[slot] as number) >= 0) this.#announceOne(slot);
    }
  }

  #announceOne(slot: number): void {
    const trace = describe(this.#store, slot);
    const event = this.#announced.has(trace.traceID) ? 'updated' : 'trace';
    if (this.#announced.size >= MAX_ANNOUNCED) this.#announced.clear();
    this.#announced.add(trace.traceID);
    this.#send(`event: ${event}\ndata: ${JSON.stringify(trace)}\n\n`);
  }

  #send(text: string): void {
    for (const client of this.#clients) {
      if (client.writableLength > MAX_UNREAD) client.destroy();
      else client.write(text);
    }
  }
}

function describe(store: Store, slot: number) {
  const summary = summarise(store, slot);
  const nanoseconds = BigInt(summary.maxEndTimeUnixNano) - BigInt(summary.minStartTimeUnixNano);
  return {
    traceID: summary.traceId,
    rootService: summary.rootServiceName,
    rootOperation: summary.rootOperationName,
    startTimeUnixNano: summary.minStartTimeUnixNano,
    durationUs: Number(nanoseconds / 1_000n),
    spanCount: summary.spanCount,
    errorCount: summary.errorSpanCount,
    services: summary.services.map(({ name }) => name),
    formats: formatsOf(store, slot),
    partial: store.traces.partial[slot] === 1,
  };
}
