/** Many plain spans at little cost: traces of 25 spans over ten services, as the benches and the store's tests need them. */
import { encodeTraces } from '../decode/encode-otlp.ts';
import type { KeyValue, OtlpSpan, ResourceSpans } from '../decode/otlp-types.ts';

export const SPANS_PER_TRACE = 25;
const SERVICES = 10;
const OPERATIONS = 8;
const KINDS_IN_TURN = [2, 3, 2, 3, 1];

export interface Bulk {
  spans: number;
  /** Of the first trace; every number makes other ids. */
  firstTrace?: number;
  /** µs since the epoch at which the first trace begins; each begins 1 ms after the one before. */
  begin?: number;
}

/** An export request in OTLP/JSON's shape: whole traces, a resource for each service. */
export function bulkRequest({ spans, firstTrace = 0, begin = 1_795_255_200_000_000 }: Bulk) {
  const resourceSpans: ResourceSpans[] = Array.from({ length: SERVICES }, (_, service) => ({
    resource: {
      attributes: [text('service.name', serviceName(service)), text('service.instance.id', `pod-${service}`)],
    },
    scopeSpans: [{ scope: { name: 'bulk', version: '1.0.0' }, spans: [] }],
  }));
  for (let index = 0; index < spans; index++) {
    const trace = firstTrace + Math.floor(index / SPANS_PER_TRACE);
    const place = index % SPANS_PER_TRACE;
    const start = begin + trace * 1_000 + place * 20;
    resourceSpans[place % SERVICES]?.scopeSpans?.[0]?.spans?.push(bulkSpan(trace, place, start));
  }
  return { resourceSpans };
}

export const bulkProtobuf = (bulk: Bulk): Buffer => encodeTraces(bulkRequest(bulk));

export const serviceName = (service: number): string => `service-${service}`;
export const traceIdOf = (trace: number): string => hex(trace + 1, 32);
const spanIdOf = (trace: number, place: number): string => hex(trace * SPANS_PER_TRACE + place + 1, 16);

function bulkSpan(trace: number, place: number, start: number): OtlpSpan {
  const failed = (trace * SPANS_PER_TRACE + place) % 97 === 0;
  return {
    traceId: traceIdOf(trace),
    spanId: spanIdOf(trace, place),
    ...(place > 0 && { parentSpanId: spanIdOf(trace, Math.floor((place - 1) / 3)) }),
    name: `GET /items/${(trace + place) % OPERATIONS}`,
    kind: KINDS_IN_TURN[place % KINDS_IN_TURN.length],
    startTimeUnixNano: `${start}000`,
    endTimeUnixNano: `${start + 100 + ((trace * 7919 + place * 31) % 5_000)}000`,
    attributes: [
      text('http.request.method', 'GET'),
      text('http.route', `/items/${(trace + place) % OPERATIONS}`),
      { key: 'http.response.status_code', value: { intValue: failed ? 500 : 200 } },
      text('demo.customer', `customer-${trace % 1_000}`),
    ],
    ...(failed && { status: { code: 2, message: 'it failed' } }),
  };
}

const text = (key: string, stringValue: string): KeyValue => ({ key, value: { stringValue } });
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
