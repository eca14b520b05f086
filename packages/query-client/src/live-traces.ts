/** Traces as they complete, from the local backend's `/api/live`. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AnswerError, apiBase, unreachable } from './get-json.ts';
import { eventData } from './server-sent-events.ts';

/** What the backend announces of a trace, in its own words. */
export interface LiveTrace {
  /** 32 hex digits. */
  readonly traceID: string;
  readonly rootService: string;
  readonly rootOperation: string;
  /** Nanoseconds since the epoch, in decimal: a double cannot hold them. */
  readonly startTimeUnixNano: string;
  /** Microseconds. */
  readonly durationUs: number;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly services: readonly string[];
  /** How its spans arrived: `otlp-http`, `otlp-grpc`, `zipkin`. */
  readonly formats: readonly string[];
  /** True when spans of it were evicted. */
  readonly partial: boolean;
}

const CONNECT_TIMEOUT_MS = 10_000;
const MAX_EVENT_LENGTH = 2 ** 20;

const RECONNECT_MS = 1_000;
const RECONNECT_TIMES = 10;

/**
 * Each trace once it seems complete, and again when more of it came later, until the signal is aborted.
 *
 * When the stream breaks off, it is opened again after a second; traces of the meantime are missed. Fails when it can't
 * be opened at all, or not again ten times in a row.
 */
export async function* liveTraces(url: string, signal: AbortSignal): AsyncGenerator<LiveTrace> {
  const base = apiBase(url);
  for (let failures = 0, opened = false; ;) {
    try {
      const body = await connect(new URL('api/live', base), signal);
      opened = true;
      failures = 0;
      for await (const data of eventData(body, MAX_EVENT_LENGTH)) yield readLiveTrace(data);
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      const hopeless = !opened || failures > RECONNECT_TIMES || error instanceof AnswerError;
      if (hopeless) throw unreachable(base, error, CONNECT_TIMEOUT_MS);
    }
    await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
  }
}

function readLiveTrace(data: string): LiveTrace {
  try {
    const live = JSON.parse(data) as Partial<LiveTrace>;
    if (typeof live.traceID === 'string') return { ...NOTHING, ...live, traceID: live.traceID };
  } catch {
    // It is no trace, which is told below.
  }
  throw new AnswerError(`Cannot follow new traces: an event is no trace: ${data.slice(0, 100)}`);
}

/** The time limit is for the answer to begin; the stream then goes on as long as it likes. */
async function connect(url: URL, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const connection = new AbortController();
  const timer = setTimeout(() => connection.abort(new DOMException('', 'TimeoutError')), CONNECT_TIMEOUT_MS);
  // Not AbortSignal.any: Node may collect what it makes, and the stream would outlive the signal.
  signal.addEventListener('abort', () => connection.abort(), { once: true });
  try {
    const headers = { accept: 'text/event-stream' };
    const response = await fetch(url, { headers, signal: connection.signal });
    if (response.body && response.headers.get('content-type')?.startsWith('text/event-stream'))
      return response.body;
    await response.body?.cancel();
    throw new AnswerError(
      `Cannot follow new traces at ${url.href}: only tracewalk's own backend announces them`,
    );
  } finally {
    clearTimeout(timer);
  }
}

const NOTHING = {
  rootService: '',
  rootOperation: '',
  startTimeUnixNano: '0',
  durationUs: 0,
  spanCount: 0,
  errorCount: 0,
  services: [],
  formats: [],
  partial: false,
};
