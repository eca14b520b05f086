/** The three readers, on answers recorded from a real Jaeger 2.13 that was sent OTLP and Zipkin. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromJaegerJson } from './read-jaeger.ts';
import { fromOtlpJson } from './read-otlp.ts';
import { fromZipkinJson } from './read-zipkin.ts';
import type { Span } from './span.ts';

const recorded = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));

const LEGACY = recorded('jaeger-2.13-legacy');
const V3 = recorded('jaeger-2.13-v3');

const byName = (spans: Span[], name: string): Span => {
  const span = spans.find((each) => each.name === name);
  if (!span) throw new Error(`There is no ${name} in ${spans.map((each) => each.name).join(', ')}`);
  return span;
};

describe('a trace that Jaeger answers in both its formats', () => {
  it('reads as the same spans, but for what the legacy format cannot say', () => {
    const poorer = fromOtlpJson(V3).map((span) => ({
      ...span,
      links: span.links.map((link) => ({ ...link, attributes: {} })),
      attributes: Object.fromEntries(
        Object.entries(span.attributes).map(([key, value]) => [
          key,
          Array.isArray(value) ? JSON.stringify(value) : value,
        ]),
      ),
    }));
    expect(fromJaegerJson(LEGACY).toSorted(byId)).toEqual(poorer.toSorted(byId));
  });
});

describe('fromJaegerJson()', () => {
  it('turns the tags that Jaeger made of kind and status back into fields', () => {
    expect(byName(fromJaegerJson(LEGACY), 'GET /api/profiles/:id')).toEqual({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00000000000000a1',
      name: 'GET /api/profiles/:id',
      kind: 'SERVER',
      start: 1_795_258_800_000_000,
      duration: 48_000,
      status: 'error',
      statusMessage: 'user did not answer',
      service: 'frontend',
      resource: { 'service.version': '0.1.0' },
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 502,
        'http.route': '/api/profiles/:id',
        'otel.scope.name': 'frontend',
        'otel.scope.version': '1',
      },
      events: [],
      links: [],
      warnings: [],
    });
  });

  it('takes a CHILD_OF reference for the parent and a FOLLOWS_FROM for a link', () => {
    const span = byName(fromJaegerJson(LEGACY), 'GET /users/:id');
    expect(span.parentSpanId).toBe('00000000000000a2');
    expect(span.links).toEqual([
      { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '00000000000000ff', attributes: {} },
    ]);
  });

  it('takes a link to another trace for no parent', () => {
    const references = [{ refType: 'FOLLOWS_FROM', traceID: 'cd', spanID: 'ef' }];
    const [span] = fromJaegerJson(jaeger({ references }));
    expect(span?.parentSpanId).toBeUndefined();
    expect(span?.links).toHaveLength(1);
  });

  it('takes a link within the trace for the parent as well where no other is named: Jaeger merges the two', () => {
    const [traceID, spanID] = ['1', 'cd'];
    const elsewhere = { refType: 'FOLLOWS_FROM', traceID: 'cd', spanID: 'ef' };
    const merged = { refType: 'FOLLOWS_FROM', traceID, spanID };
    const [span] = fromJaegerJson(jaeger({ references: [elsewhere, merged] }));
    expect(span?.parentSpanId).toBe('00000000000000cd');
    expect(span?.links.map((link) => link.spanId)).toEqual(['00000000000000ef', '00000000000000cd']);
    const [both] = fromJaegerJson(
      jaeger({ references: [merged, { ...merged, refType: 'CHILD_OF', spanID: '1' }] }),
    );
    expect(both?.parentSpanId).toBe('0000000000000001');
    expect(both?.links.map((link) => link.spanId)).toEqual(['00000000000000cd']);
  });

  it('reads events, and the reason that Zipkin gave for a failure', () => {
    const spans = fromJaegerJson(LEGACY);
    expect(byName(spans, 'SELECT users').events).toEqual([
      {
        name: 'exception',
        time: 1_795_258_800_008_000,
        attributes: { 'exception.message': 'relation missing', 'exception.type': 'Error' },
      },
    ]);
    expect(byName(spans, 'get /profiles/:id')).toMatchObject({
      status: 'error',
      statusMessage: 'cache is cold',
    });
  });

  it('takes names that every object has for what they are: names', () => {
    const tags = [{ key: 'span.kind', type: 'string', value: 'constructor' }];
    expect(fromJaegerJson(jaeger({ tags }))[0]?.kind).toBe('INTERNAL');
    expect(() => fromJaegerJson(jaeger({ processID: 'constructor' }))).toThrow(
      'Cannot read Jaeger JSON: data[0].processes.constructor must be an object, but is nothing',
    );
  });

  it('fills up ids whose leading zeros were left out', () => {
    const [span] = fromJaegerJson(jaeger({ traceID: 'AB', spanID: 'cd' }));
    expect(span).toMatchObject({ traceId: 'ab'.padStart(32, '0'), spanId: 'cd'.padStart(16, '0') });
  });

  it('keeps an integer that a double cannot hold as text', () => {
    const tags = [
      { key: 'big', type: 'int64', value: '9007199254740993' },
      { key: 'small', type: 'int64', value: '7' },
    ];
    expect(fromJaegerJson(jaeger({ tags }))[0]?.attributes).toEqual({ big: '9007199254740993', small: 7 });
  });

  it('puts a warning about the trace on its first span', () => {
    expect(fromJaegerJson(jaeger({}, { warnings: ['spans were evicted'] }))[0]?.warnings).toEqual([
      'spans were evicted',
    ]);
  });

  it('reads an answer without traces as no spans', () => {
    expect(fromJaegerJson({ data: null, errors: null })).toEqual([]);
    expect(fromJaegerJson({ data: [] })).toEqual([]);
  });

  it.each([
    ['<html>', 'the document must be an object, but is "<html>"'],
    [{ data: {} }, 'data must be a list, but is an object'],
    [jaeger({ traceID: 'xyz' }), 'data[0].spans[0].traceID must be an id of 32 hex digits, but is "xyz"'],
    [jaeger({ startTime: '12' }), 'data[0].spans[0].startTime must be a number, but is "12"'],
    [jaeger({ processID: 'p9' }), 'data[0].processes.p9 must be an object, but is nothing'],
    [jaeger({ tags: [{ value: 1 }] }), 'data[0].spans[0].tags[0].key must be a string, but is nothing'],
  ])('says where %j is wrong', (json, reason) => {
    expect(() => fromJaegerJson(json)).toThrow(`Cannot read Jaeger JSON: ${reason}`);
  });
});

describe('fromOtlpJson()', () => {
  it('reads the body that an exporter sends, not only what Jaeger answers', () => {
    const { result } = V3 as { result: unknown };
    expect(fromOtlpJson(result)).toEqual(fromOtlpJson(V3));
  });

  it('keeps what links and lists carry', () => {
    const spans = fromOtlpJson(V3);
    expect(byName(spans, 'GET /users/:id').links[0]?.attributes).toEqual({ why: 'audit' });
    expect(spans.map((span) => span.attributes['demo.list']).find(Boolean)).toEqual(['a', 'b']);
  });

  it('reads ids in hex and in base64, and numbers as numbers or as text', () => {
    const inText = { startTimeUnixNano: '1795258800000001999', endTimeUnixNano: '1795258800000004999' };
    const inNumbers = { startTimeUnixNano: 1795258800000000000, endTimeUnixNano: 1795258800000003000 };
    const hex = otlp({ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', ...inText });
    const base64 = otlp({ traceId: 'S/kvNXezTaajzpKdDg5HNg==', spanId: 'APBnqgupArc=', ...inNumbers });
    expect(fromOtlpJson(hex)[0]).toMatchObject({ start: 1_795_258_800_000_001, duration: 3 });
    expect(fromOtlpJson(base64)[0]).toMatchObject({
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      spanId: '00f067aa0ba902b7',
      duration: 3,
    });
  });

  it('takes a parent of zeros for no parent', () => {
    expect(fromOtlpJson(otlp({ parentSpanId: '0000000000000000' }))[0]).not.toHaveProperty('parentSpanId');
    expect(fromOtlpJson(otlp({ parentSpanId: '' }))[0]).not.toHaveProperty('parentSpanId');
  });

  it('reads enums by number and by name', () => {
    expect(fromOtlpJson(otlp({ kind: 4, status: { code: 2 } }))[0]).toMatchObject({
      kind: 'PRODUCER',
      status: 'error',
    });
    const named = otlp({ kind: 'SPAN_KIND_CONSUMER', status: { code: 'STATUS_CODE_OK' } });
    expect(fromOtlpJson(named)[0]).toMatchObject({ kind: 'CONSUMER', status: 'ok' });
  });

  it('reads every kind of value', () => {
    expect(value({ intValue: '9007199254740993' })).toBe('9007199254740993');
    expect(value({ intValue: 7 })).toBe(7);
    expect(value({ doubleValue: 0.5 })).toBe(0.5);
    expect(value({ boolValue: false })).toBe(false);
    expect(value({ bytesValue: 'AAE=' })).toBe('AAE=');
    expect(value({ arrayValue: { values: [{ stringValue: 'x' }, { intValue: '1' }] } })).toEqual(['x', 1]);
    expect(value({ kvlistValue: { values: [{ key: 'x', value: { intValue: '1' } }] } })).toBe('{"x":1}');
    expect(value({})).toBe('');
  });

  it('warns of a span that ends before it starts, and gives it no length', () => {
    const [span] = fromOtlpJson(otlp({ startTimeUnixNano: '2000', endTimeUnixNano: '1000' }));
    expect(span).toMatchObject({ duration: 0, warnings: ['it ends before it starts'] });
  });

  it.each([
    [[], 'the document must be an object, but is a list'],
    [
      otlp({ traceId: 'nonsense!' }),
      'traceId must be an id of 16 bytes in hex or base64, but is "nonsense!"',
    ],
    [otlp({ startTimeUnixNano: 'soon' }), 'startTimeUnixNano must be an integer, but is "soon"'],
    [otlp({ attributes: { a: 1 } }), 'attributes must be a list, but is an object'],
  ])('says where %j is wrong', (json, reason) => {
    expect(() => fromOtlpJson(json)).toThrow(/^Cannot read OTLP JSON: /);
    expect(() => fromOtlpJson(json)).toThrow(reason);
  });
});

describe('fromZipkinJson()', () => {
  const zipkin = {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    id: 'c1',
    parentId: '00000000000000b3',
    name: 'GET /profiles/:id',
    kind: 'SERVER',
    timestamp: 1_795_258_800_012_000,
    duration: 14_000,
    localEndpoint: { serviceName: 'profile' },
    tags: { 'demo.propagation.format': 'b3multi', error: 'cache is cold', 'otel.status_code': 'ERROR' },
    annotations: [{ timestamp: 1_795_258_800_013_000, value: 'cache miss' }],
  };

  it('reads a span, and its error tag as the reason of the failure', () => {
    expect(fromZipkinJson([zipkin])).toEqual([
      {
        traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
        spanId: '00000000000000c1',
        parentSpanId: '00000000000000b3',
        name: 'GET /profiles/:id',
        kind: 'SERVER',
        start: 1_795_258_800_012_000,
        duration: 14_000,
        status: 'error',
        statusMessage: 'cache is cold',
        service: 'profile',
        resource: {},
        attributes: { 'demo.propagation.format': 'b3multi' },
        events: [{ name: 'cache miss', time: 1_795_258_800_013_000, attributes: {} }],
        links: [],
        warnings: [],
      },
    ]);
  });

  it('reads the traces of a search as well, which are lists in a list', () => {
    expect(fromZipkinJson([[zipkin], [zipkin]])).toHaveLength(2);
  });

  it.each([
    [{}, 'the document must be a list, but is an object'],
    [[{ ...zipkin, id: 7 }], 'spans[0].id must be a string, but is 7'],
    [[{ ...zipkin, tags: { a: 1 } }], 'spans[0].tags.a must be a string, but is 1'],
  ])('says where %j is wrong', (json, reason) => {
    expect(() => fromZipkinJson(json)).toThrow(`Cannot read Zipkin JSON: ${reason}`);
  });
});

const byId = (a: Span, b: Span): number => a.spanId.localeCompare(b.spanId);

const value = (of: object): unknown =>
  fromOtlpJson(otlp({ attributes: [{ key: 'a', value: of }] }))[0]?.attributes['a'];

function jaeger(span: object, trace: object = {}): unknown {
  const whole = {
    traceID: '1',
    spanID: '2',
    operationName: 'a',
    startTime: 1,
    duration: 1,
    processID: 'p1',
    ...span,
  };
  return { data: [{ traceID: '1', spans: [whole], processes: { p1: { serviceName: 's' } }, ...trace }] };
}

function otlp(span: object): unknown {
  const whole = { traceId: '0'.repeat(31) + '1', spanId: '0'.repeat(15) + '2', name: 'a', ...span };
  return { resourceSpans: [{ scopeSpans: [{ spans: [whole] }] }] };
}
