/**
 * Three small traces with one of everything, as OTLP/JSON. The real Jaeger's answers for them are recorded in
 * `jaeger-answers.jsonl` by `record-jaeger.ts`.
 *
 * ```
 * 0a..01  shop   GET /cart (server) ─┬─ GET (client) ── stock  GET /stock (server, error, event)
 *                                    └─ publish (producer) ── mailer  process (consumer, linked)
 * 0a..02  shop   GET /cart, without children          0a..03  stock  tidy up (internal), after a span that is not there
 * ```
 */
import type { AnyValue, KeyValue, OtlpSpan, ResourceSpans, TracesData } from '../decode/otlp-types.ts';

/** 2026-11-21T10:00:00Z in µs. */
export const BEGIN = 1_795_255_200_000_000;
export const CART = '0a000000000000000000000000000001';
export const SHORT = '0a000000000000000000000000000002';
export const ORPHAN = '0a000000000000000000000000000003';

const attributes = (pairs: Record<string, AnyValue>): KeyValue[] =>
  Object.entries(pairs).map(([key, value]) => ({ key, value }));

/** A span that begins `from` µs after BEGIN and ends at `to`; the id is its number. */
function span(
  traceId: string,
  id: number,
  parent: number,
  from: number,
  to: number,
  more: Partial<OtlpSpan>,
): OtlpSpan {
  return {
    traceId,
    spanId: id.toString(16).padStart(16, '0'),
    ...(parent > 0 && { parentSpanId: parent.toString(16).padStart(16, '0') }),
    name: '',
    startTimeUnixNano: `${BEGIN + from}000`,
    endTimeUnixNano: `${BEGIN + to}000`,
    ...more,
  };
}

function service(name: string, spans: OtlpSpan[]): ResourceSpans {
  return {
    resource: {
      attributes: attributes({
        'service.name': { stringValue: name },
        'service.version': { stringValue: '1.2.3' },
        'process.pid': { intValue: '42' },
      }),
    },
    scopeSpans: [{ scope: { name: 'by-hand', version: '0.1' }, spans }],
  };
}

export const exampleTraces: TracesData = {
  resourceSpans: [
    service('shop', [
      span(CART, 0x11, 0, 0, 90_000, {
        name: 'GET /cart',
        kind: 2,
        traceState: 'vendor=1',
        attributes: attributes({
          'http.route': { stringValue: '/cart' },
          'http.response.status_code': { intValue: '200' },
          'cart.total': { doubleValue: 12.5 },
          'cart.express': { boolValue: true },
          'cart.big': { intValue: '9007199254740993' },
          'cart.items': {
            arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }, { boolValue: false }] },
          },
          'cart.owner': { kvlistValue: { values: attributes({ name: { stringValue: 'Ada' } }) } },
          'cart.hash': { bytesValue: 'AQID' },
          'cart.note': { stringValue: '' },
        }),
        status: { code: 1 },
      }),
      span(CART, 0x12, 0x11, 1_000, 60_000, {
        name: 'GET',
        kind: 3,
        attributes: attributes({ 'server.address': { stringValue: 'stock' } }),
      }),
      span(CART, 0x14, 0x11, 61_000, 62_500, { name: 'publish', kind: 4 }),
      span(SHORT, 0x21, 0, 2_000_000, 2_000_001, { name: 'GET /cart', kind: 2 }),
    ]),
    service('stock', [
      span(CART, 0x13, 0x12, 2_000, 59_000, {
        name: 'GET /stock',
        kind: 2,
        status: { code: 2, message: 'no stock' },
        attributes: attributes({ 'http.response.status_code': { intValue: '500' } }),
        events: [
          {
            timeUnixNano: `${BEGIN + 3_000}000`,
            name: 'exception',
            attributes: attributes({
              'exception.type': { stringValue: 'Error' },
              'exception.message': { stringValue: 'no stock' },
            }),
          },
        ],
      }),
      span(ORPHAN, 0x31, 0x99, 3_000_000, 3_400_000, { name: 'tidy up', kind: 1 }),
    ]),
    service('mailer', [
      span(CART, 0x15, 0x14, 70_000, 80_000, {
        name: 'process',
        kind: 5,
        links: [
          {
            traceId: CART,
            spanId: '0000000000000014',
            attributes: attributes({ why: { stringValue: 'cause' } }),
          },
          { traceId: SHORT, spanId: '0000000000000021' },
        ],
      }),
    ]),
  ],
};
