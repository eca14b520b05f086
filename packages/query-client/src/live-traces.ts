/** Traces as they complete, from the local backend's `/api/live`. */
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

/** Each trace once it is complete. Ends when the signal is aborted or the backend closes the stream. */
export async function* liveTraces(url: string, signal: AbortSignal): AsyncGenerator<LiveTrace> {
  const base = apiBase(url);
  try {
    const response = await connect(new URL('api/live', base), signal);
    for await (const data of eventData(response, MAX_EVENT_LENGTH)) {
      const live = JSON.parse(data) as Partial<LiveTrace>;
      if (typeof live.traceID === 'string') yield { ...NOTHING, ...live, traceID: live.traceID };
    }
  } catch (error) {
    if (signal.aborted) return;
    throw unreachable(base, error, CONNECT_TIMEOUT_MS);
  }
}

/** The time limit is for the answer to begin; the stream then goes on as long as it likes. */
async function connect(url: URL, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(new DOMException('', 'TimeoutError')), CONNECT_TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, timeout.signal]),
    });
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
