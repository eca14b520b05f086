import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeTraces } from '../decode/encode-otlp.ts';
import type { AnyValue, KeyValue, OtlpSpan } from '../decode/otlp-types.ts';
import { bulkProtobuf, bulkRequest, SPANS_PER_TRACE, traceIdOf } from '../testing/bulk-requests.ts';
import { dependencies } from './dependencies.ts';
import { search } from './search.ts';
import { Store } from './store.ts';
import { TraceTable } from './trace-table.ts';

const MIB = 1024 * 1024;

describe('a full store', () => {
  it('stays within its byte budget and drops whole segments, the oldest first', () => {
    const store = new Store(4 * MIB);
    for (let request = 0; request < 100; request++) {
      store.add(bulkProtobuf({ spans: 500, firstTrace: request * 20 }), 'otlp-http');
      expect(store.bytes).toBeLessThanOrEqual(4 * MIB);
    }
    expect(store.evictedSpans).toBeGreaterThan(10_000);
    expect(store.spans + store.evictedSpans).toBe(50_000);
    expect(store.findTrace(traceIdOf(0))).toBe(-1);
    expect(store.findTrace(traceIdOf(1_999))).toBeGreaterThanOrEqual(0);
  });

  it('marks a trace as partial when some of its spans were dropped, and keeps the others readable', () => {
    const store = new Store(2 * MIB);
    const late = bulkRequest({ spans: SPANS_PER_TRACE });
    const early = bulkRequest({ spans: SPANS_PER_TRACE });
    early.resourceSpans.splice(5);
    late.resourceSpans.splice(0, 5);
    store.add(encodeTraces(early), 'otlp-http');
    for (let request = 1; store.evictedSpans === 0; request++) {
      store.add(encodeTraces(late), 'otlp-http');
      store.add(bulkProtobuf({ spans: 500, firstTrace: request * 20 }), 'otlp-http');
    }
    const slot = store.findTrace(traceIdOf(0));
    const services = [...store.addressesOf(slot)].map((address) => store.decode(address).service);
    expect(store.traces.partial[slot]).toBe(1);
    expect(new Set(services)).toEqual(
      new Set(['service-5', 'service-6', 'service-7', 'service-8', 'service-9']),
    );
  });

  it('takes a request that is larger than its whole budget, and nothing else beside it', () => {
    const store = new Store(64 * 1024);
    store.add(bulkProtobuf({ spans: 100 }), 'otlp-http');
    store.add(bulkProtobuf({ spans: 2_000, firstTrace: 100 }), 'otlp-http');
    expect(store.spans).toBe(2_000);
  });

  it('gives the numbers of dropped traces to new ones', () => {
    const store = new Store(1 * MIB);
    for (let request = 0; request < 300; request++) {
      store.add(bulkProtobuf({ spans: 250, firstTrace: request * 10 }), 'otlp-http');
    }
    expect(store.traces.size).toBeLessThan(700);
    expect(store.traces.head.length).toBe(4_096);
    expect(dependencies(store, -Infinity, Infinity).length).toBeGreaterThan(5);
  });
});

describe('a malformed request', () => {
  it('leaves no trace of itself, even if it is malformed at its very end', () => {
    const store = new Store(4 * MIB);
    store.add(bulkProtobuf({ spans: 100 }), 'otlp-http');
    const before = store.bytes;
    const other = bulkProtobuf({ spans: 100, firstTrace: 50 });
    expect(() => store.add(other.subarray(0, -1), 'otlp-http')).toThrow('Cannot read the protobuf');
    expect(store.bytes).toBe(before);
    store.add(other, 'otlp-http');
    expect(search(store, { service: 'service-1', operation: 'GET /items/3', limit: 100 })).not.toEqual([]);
    expect(store.spans).toBe(200);
  });
});

describe('more services than can be told apart', () => {
  it('are put together under one name', () => {
    const store = new Store(64 * MIB);
    for (let service = 0; service < 10_010; service += 10) {
      const names = Array.from({ length: 10 }, (_, index) => `service ${service + index}`);
      store.add(encodeTraces({ resourceSpans: names.map((name) => resourceSpans(name, [{}])) }), 'otlp-http');
    }
    expect(store.services.count).toBe(10_001);
    expect(search(store, { service: 'more-services-than-can-be-told-apart', limit: 100 })).toHaveLength(1);
  });
});

describe('search', () => {
  it('finds the same spans as a look at every span', () => {
    fc.assert(
      fc.property(someSpans, wantedSearch, (spans, wanted) => {
        const store = new Store(MIB);
        for (const [index, span] of spans.entries()) {
          // A trace for each span, so that traces found are spans found.
          const traceId = (index + 1).toString(16).padStart(32, '0');
          store.add(
            encodeTraces({ resourceSpans: [resourceSpans(span.service, [{ ...span.span, traceId }])] }),
            'zipkin',
          );
        }
        const found = search(store, { ...wanted, limit: 100 }).map((slot) => slot);
        const expected = spans.flatMap((each, index) => (fits(each, wanted) ? [index] : []));
        expect(found).toEqual(expected.toReversed());
      }),
      { numRuns: 500, seed: 9_411 },
    );
  });

  it.each([
    ['error', 'true', ['failed']],
    ['error', 'false', ['ok']],
    ['otel.status_code', 'ERROR', ['failed']],
    ['otel.status_code', 'OK', ['ok']],
    ['span.status', 'unset', ['plain']],
    ['otel.status_description', 'no luck', ['failed']],
    ['span.kind', 'server', ['failed']],
    ['span.kind', 'CLIENT', ['ok']],
    ['span.kind', 'nonsense', []],
    ['internal.span.format', 'otlp-grpc', ['failed', 'ok', 'plain']],
    ['internal.span.format', 'zipkin', []],
    ['otel.scope.name', 'by-hand', ['failed', 'ok', 'plain']],
    ['scope.version', '2', []],
    ['w3c.tracestate', 'a=b', ['plain']],
    ['host.name', 'laptop', ['failed', 'ok', 'plain']],
    ['resource.host.name', 'laptop', ['failed', 'ok', 'plain']],
    ['resource.name', 'an attribute', ['plain']],
    ['scope.attribute', 'yes', ['failed', 'ok', 'plain']],
    ['exception.type', 'Error', ['failed']],
    ['link.attribute', '7', ['ok']],
    ['a.double', '1e+21', ['ok']],
    ['a.negative', '-1', ['ok']],
    ['a.list', '[1,"b"]', ['plain']],
    ['some.bytes', 'AQID', ['plain']],
    ['', 'no key', ['plain']],
    ['empty', '', ['plain']],
    ['missing', '', []],
  ])('finds the tag %s=%s', (key, value, names) => {
    const store = new Store(MIB);
    store.add(encodeTraces(tagged), 'otlp-grpc');
    const found = search(store, { tags: { [key]: value }, limit: 10 });
    const operations = found.flatMap((slot) =>
      [...store.addressesOf(slot)].map((address) => store.decode(address).span.name),
    );
    expect(operations.toSorted()).toEqual(names);
  });
});

describe('the service graph', () => {
  it('counts calls from service to service, not those within one', () => {
    const store = new Store(MIB);
    const id = { traceId: '1'.padStart(32, '0') };
    const spans = {
      a: [
        { ...id, spanId: '00000000000000a1' },
        { ...id, spanId: '00000000000000a2', parentSpanId: '00000000000000a1' },
      ],
      b: [{ ...id, spanId: '00000000000000b1', parentSpanId: '00000000000000a2' }],
      c: [{ ...id, spanId: '00000000000000c1', parentSpanId: 'ffffffffffffffff' }],
    };
    store.add(
      encodeTraces({ resourceSpans: Object.entries(spans).map(([name, each]) => resourceSpans(name, each)) }),
      'otlp-http',
    );
    expect(dependencies(store, -Infinity, Infinity)).toEqual([{ parent: 'a', child: 'b', callCount: 1 }]);
  });

  it('takes the server for the parent where a client shares its span id', () => {
    const store = new Store(MIB);
    const shared = { traceId: '1'.padStart(32, '0'), spanId: '00000000000000a1' };
    const child = { ...shared, spanId: '00000000000000b2', parentSpanId: shared.spanId };
    const client = resourceSpans('client', [{ ...shared, kind: 3 }]);
    const server = resourceSpans('server', [{ ...shared, kind: 2 }, child]);
    for (const order of [
      [client, server],
      [server, client],
    ]) {
      store.add(encodeTraces({ resourceSpans: order }), 'zipkin');
      expect(dependencies(store, -Infinity, Infinity)).toEqual([]);
    }
  });
});

describe('the trace table', () => {
  it('finds what was added and not removed, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(40)), { maxLength: 300 }), (steps) => {
        const table = new TraceTable();
        const model = new Map<number, number>();
        for (const [isAdded, id] of steps) {
          if (isAdded) {
            const slot = table.findOrAdd(0, 0, 0, id);
            table.addSpan(slot, id, 0, 0, false, false);
            model.set(id, (model.get(id) ?? 0) + 1);
          } else if (model.has(id)) {
            table.loseSpan(table.find(0, 0, 0, id));
            const left = (model.get(id) ?? 0) - 1;
            if (left === 0) model.delete(id);
            else model.set(id, left);
          }
        }
        for (let id = 0; id <= 40; id++) {
          const slot = table.find(0, 0, 0, id);
          expect(slot >= 0 ? table.count[slot] : undefined).toBe(model.get(id));
        }
        expect(table.size).toBe(model.size);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

function resourceSpans(service: string, spans: Partial<OtlpSpan>[], more: KeyValue[] = []) {
  const whole = spans.map((span) => ({
    traceId: '1'.repeat(32),
    spanId: '1'.repeat(16),
    name: '',
    startTimeUnixNano: '1000',
    endTimeUnixNano: '2000',
    ...span,
  }));
  const scope = { name: 'by-hand', version: '1', attributes: attributes({ 'scope.attribute': 'yes' }) };
  return {
    resource: { attributes: [...attributes({ 'service.name': service }), ...more] },
    scopeSpans: [{ scope, spans: whole }],
  };
}

function attributes(pairs: Record<string, string | AnyValue>): KeyValue[] {
  return Object.entries(pairs).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : value,
  }));
}

const tagged = {
  resourceSpans: [
    resourceSpans(
      'tagged',
      [
        {
          traceId: '1'.repeat(32),
          name: 'failed',
          kind: 2,
          status: { code: 2, message: 'no luck' },
          events: [
            { timeUnixNano: '1', name: 'exception', attributes: attributes({ 'exception.type': 'Error' }) },
          ],
        },
        {
          traceId: '2'.repeat(32),
          name: 'ok',
          kind: 3,
          status: { code: 1 },
          attributes: attributes({ 'a.double': { doubleValue: 1e21 }, 'a.negative': { intValue: '-1' } }),
          links: [
            {
              traceId: '3'.repeat(32),
              spanId: '3'.repeat(16),
              attributes: attributes({ 'link.attribute': { intValue: 7 } }),
            },
          ],
        },
        {
          traceId: '3'.repeat(32),
          name: 'plain',
          traceState: 'a=b',
          attributes: attributes({
            'a.list': { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } },
            'some.bytes': { bytesValue: 'AQID' },
            'resource.name': 'an attribute',
            '': 'no key',
            empty: '',
          }),
        },
      ],
      attributes({ 'host.name': 'laptop' }),
    ),
  ],
};

interface SomeSpan {
  service: string;
  span: Partial<OtlpSpan>;
  start: number;
  duration: number;
  tag: string;
}

const someSpans: fc.Arbitrary<SomeSpan[]> = fc.array(
  fc
    .record({
      service: fc.constantFrom('a', 'b'),
      name: fc.constantFrom('GET', 'POST', 'GET /x'),
      kind: fc.integer({ min: 0, max: 3 }),
      start: fc.integer({ min: 1_000, max: 1_010 }),
      duration: fc.integer({ min: 0, max: 3_000 }),
      tag: fc.constantFrom('1', 'x', 'true'),
    })
    .map(({ service, name, kind, start, duration, tag }) => ({
      service,
      start,
      duration,
      tag,
      span: {
        name,
        kind,
        startTimeUnixNano: String(start * 1_000 + 999),
        endTimeUnixNano: String(start * 1_000 + 999 + duration),
        attributes: attributes({
          tag: tag === '1' ? { intValue: 1 } : tag === 'true' ? { boolValue: true } : tag,
        }),
      },
    })),
  { maxLength: 20 },
);

const wantedSearch = fc.record(
  {
    service: fc.constantFrom('a', 'b', 'nobody'),
    operation: fc.constantFrom('GET', 'POST', 'G'),
    minDuration: fc.integer({ min: 0, max: 3_000 }),
    maxDuration: fc.integer({ min: 0, max: 3_000 }),
    startMin: fc.integer({ min: 1_000, max: 1_010 }),
    startMax: fc.integer({ min: 1_000, max: 1_010 }),
    tags: fc.constantFrom({ tag: '1' }, { tag: 'x' }, { tag: 'true' }),
  },
  { requiredKeys: [] },
);

type Wanted = typeof wantedSearch extends fc.Arbitrary<infer T> ? T : never;

function fits({ service, span, start, duration, tag }: SomeSpan, wanted: Wanted): boolean {
  return (
    (wanted.service === undefined || wanted.service === service) &&
    (wanted.operation === undefined || wanted.operation === span.name) &&
    duration >= (wanted.minDuration ?? 0) &&
    duration <= (wanted.maxDuration ?? Infinity) &&
    start >= (wanted.startMin ?? 0) &&
    start <= (wanted.startMax ?? Infinity) &&
    (wanted.tags === undefined || wanted.tags.tag === tag)
  );
}
