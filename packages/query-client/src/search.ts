/** Finding traces, with each generation of the query API. */
import { fromJaegerJson, fromOtlpJson, type Microseconds, type Span } from '@tracewalk/trace-model';
import { getJson, refused, type Answer, type Limits } from './get-json.ts';

export interface TraceQuery {
  /** The service that took part. */
  readonly service: string;
  readonly operation?: string;
  /** Attributes that a span of the trace has, all of them. */
  readonly tags?: Readonly<Record<string, string>>;
  /** How many traces; 20 unless told. */
  readonly limit?: number;
  /** Since the epoch; an hour before `end` unless told. */
  readonly start?: Microseconds;
  /** Since the epoch; now unless told. */
  readonly end?: Microseconds;
  readonly minDuration?: Microseconds;
  readonly maxDuration?: Microseconds;
}

/**
 * The spans of the traces that fit.
 *
 * The legacy search goes first where there is one: Jaeger 2.13's v3 search ignores attributes. Jaeger removed the
 * legacy one after 2.20. v3 then wants `query.serviceName`, or in older versions `query.service_name`.
 */
export async function searchSpans(base: URL, query: TraceQuery, limits: Limits): Promise<Span[]> {
  const legacy = await getJson(base, 'api/traces', legacyParameters(query), limits);
  if (legacy.kind !== 'absent') return spansOf(base, legacy, fromJaegerJson);
  const camel = await getJson(base, 'api/v3/traces', camelParameters(query), limits);
  if (camel.kind !== 'refused' || camel.status !== 400) return spansOf(base, camel, fromOtlpJson);
  const snake = await getJson(base, 'api/v3/traces', snakeParameters(query), limits);
  const nothing = snake.kind === 'refused' && snake.status === 404;
  return spansOf(base, snake.kind === 'ok' || nothing ? snake : camel, fromOtlpJson);
}

function spansOf(base: URL, answer: Answer, read: (json: unknown) => Span[]): Span[] {
  if (answer.kind === 'ok') return read(answer.json);
  if (answer.kind === 'refused' && answer.status === 404) return []; // v3 says so when nothing fits
  throw refused(base, 'search for traces', answer);
}

const HOUR = 3_600_000_000;

function timesOf({ start, end }: TraceQuery): { start: number; end: number } {
  const to = end ?? Date.now() * 1_000;
  return { start: start ?? to - HOUR, end: to };
}

/** Go's notation, e.g. `1500us`. */
const goDuration = (duration: Microseconds | undefined) =>
  duration === undefined ? undefined : `${duration}us`;

const rfc3339 = (time: number) => new Date(time / 1_000).toISOString();

const json = (tags: TraceQuery['tags']) => (tags === undefined ? undefined : JSON.stringify(tags));

function legacyParameters(query: TraceQuery): Record<string, string | undefined> {
  const { start, end } = timesOf(query);
  return {
    service: query.service,
    operation: query.operation,
    tags: json(query.tags),
    start: String(start),
    end: String(end),
    minDuration: goDuration(query.minDuration),
    maxDuration: goDuration(query.maxDuration),
    limit: String(query.limit ?? 20),
    // Times as they were sent: else Jaeger adjusts them between clocks, or warns on each span that it does not.
    raw: 'true',
  };
}

function camelParameters(query: TraceQuery): Record<string, string | undefined> {
  const { start, end } = timesOf(query);
  return {
    'query.serviceName': query.service,
    'query.operationName': query.operation,
    'query.attributes': json(query.tags),
    'query.startTimeMin': rfc3339(start),
    'query.startTimeMax': rfc3339(end),
    'query.durationMin': goDuration(query.minDuration),
    'query.durationMax': goDuration(query.maxDuration),
    'query.searchDepth': String(query.limit ?? 20),
  };
}

function snakeParameters(query: TraceQuery): Record<string, string | undefined> {
  const { start, end } = timesOf(query);
  return {
    'query.service_name': query.service,
    'query.operation_name': query.operation,
    'query.attributes': json(query.tags),
    'query.start_time_min': rfc3339(start),
    'query.start_time_max': rfc3339(end),
    'query.duration_min': goDuration(query.minDuration),
    'query.duration_max': goDuration(query.maxDuration),
    'query.num_traces': String(query.limit ?? 20),
  };
}
