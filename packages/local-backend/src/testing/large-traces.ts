/** Traces of any size, always the same: what the viewer's tests and benches look at. */
import { encodeTraces } from '../decode/encode-otlp.ts';
import type { KeyValue, OtlpSpan, TracesData } from '../decode/otlp-types.ts';

export interface LargeTrace {
  spans: number;
  services?: number;
  /** Tells traces apart; every number makes other ids and times. */
  seed?: number;
  /** µs since the epoch. */
  begin?: number;
}

/** 2026-11-21T10:00:00Z in µs. */
const BEGIN = 1_795_255_200_000_000;
/** Of the root, in µs. */
const ROOT_DURATION = 60_000_000;
const MOST_CHILDREN = 8;
const OPERATIONS = 40;
/** So that a request stays far below the size that is refused. */
const SPANS_PER_REQUEST = 5_000;

/** 32 hex digits. */
export const largeTraceId = (seed = 1): string => `1a${seed.toString(16).padStart(30, '0')}`;

/** The OTLP requests (protobuf) that bring the trace. */
export const largeTraceRequests = (wanted: LargeTrace): Buffer[] => largeTraceParts(wanted).map(encodeTraces);

/** The same as OTLP/JSON. */
export function largeTraceParts({ spans, services = 12, seed = 1, begin = BEGIN }: LargeTrace): TracesData[] {
  const random = randomNumbers(seed);
  const all: Planned[] = [{ start: begin, duration: ROOT_DURATION, id: idFrom(random), parent: -1 }];
  // Each span gets some children until there are enough: the tree is as bushy as a real one, and not deep.
  for (let parent = 0; all.length < spans; parent++) addChildren(all, parent, spans, random);
  const parts: TracesData[] = [];
  for (let from = 0; from < spans; from += SPANS_PER_REQUEST) {
    const byService = Array.from({ length: Math.min(services, spans) }, (): OtlpSpan[] => []);
    for (let index = from; index < Math.min(spans, from + SPANS_PER_REQUEST); index++) {
      byService[serviceOf(index, services)]?.push(toSpan(all, index, seed, random));
    }
    parts.push({
      resourceSpans: byService.flatMap((members, service) =>
        members.length === 0 ? [] : [resourceSpans(`service-${service}`, members)],
      ),
    });
  }
  return parts;
}

interface Planned {
  start: number;
  duration: number;
  id: string;
  parent: number;
}

function addChildren(all: Planned[], parent: number, spans: number, random: () => number): void {
  const { start, duration } = all[parent] as Planned;
  const count = Math.min(1 + Math.floor(random() * MOST_CHILDREN), spans - all.length);
  const share = duration / (count + 1);
  for (let child = 0; child < count; child++) {
    all.push({
      start: Math.floor(start + share * (child + random() * 0.5)),
      duration: Math.floor(share * (0.3 + random())),
      id: idFrom(random),
      parent,
    });
  }
}

/** Neighbours in the tree are often of one service. */
const serviceOf = (index: number, services: number): number => Math.floor(index / 3) % services;

const KINDS_IN_TURN = [2, 1, 3];
const EVERY = { error: 97, event: 41, link: 503 };

function toSpan(all: Planned[], index: number, seed: number, random: () => number): OtlpSpan {
  const { start, duration, id, parent } = all[index] as Planned;
  const failed = index % EVERY.error === 13;
  const operation = Math.floor(random() * OPERATIONS);
  return {
    traceId: largeTraceId(seed),
    spanId: id,
    ...(parent >= 0 && { parentSpanId: all[parent]?.id }),
    name: `GET /items/${operation}`,
    kind: KINDS_IN_TURN[index % KINDS_IN_TURN.length],
    startTimeUnixNano: `${start}000`,
    endTimeUnixNano: `${start + duration}000`,
    attributes: [
      text('http.request.method', 'GET'),
      text('http.route', `/items/${operation}`),
      { key: 'http.response.status_code', value: { intValue: failed ? 500 : 200 } },
      text('demo.customer', `customer-${index}`),
      text('demo.propagation.format', index % 2 === 0 ? 'tracecontext' : 'b3multi'),
    ],
    ...(index % EVERY.event === 7 && {
      events: [{ timeUnixNano: `${start}500`, name: failed ? 'exception' : 'cache miss' }],
    }),
    ...(index % EVERY.link === 11 && {
      links: [{ traceId: largeTraceId(seed), spanId: all[index >> 1]?.id ?? id }],
    }),
    ...(failed && { status: { code: 2, message: 'it failed' } }),
  };
}

const resourceSpans = (service: string, spans: OtlpSpan[]) => ({
  resource: { attributes: [text('service.name', service), text('service.version', '1.0.0')] },
  scopeSpans: [{ scope: { name: 'large', version: '1.0.0' }, spans }],
});

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });

/** As random as a test needs, and the same each time (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function idFrom(random: () => number): string {
  const half = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return half() + half();
}
