import { describe, expect, it } from 'vitest';
import { decode, exportRequest } from '../../../local-backend/src/testing/otlp-schema.ts';
import { BEGIN, bodiesOf, faultsOf, type ProtoSpan, spansIn } from '../testing/batches.ts';
import { handMadeShapes } from '../testing/hand-made.ts';
import { profiles } from '../profiles/index.ts';
import { createShapeMaker } from '../shape/shape-maker.ts';
import { ENCODINGS } from './encodings.ts';

const MAKER = handMadeShapes([1, 40, 7, 130]);
const PROTOBUF = { maker: MAKER, encoding: ENCODINGS['otlp-protobuf'], traces: 12 };
const spansOf = (body: Buffer) => spansIn(decode(exportRequest, body));
const hex = (id: Buffer | undefined) => id?.toString('hex');
const beginNanos = BigInt(Math.round(BEGIN * 1_000)) * 1_000n;

interface JsonSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  events?: { timeUnixNano: string }[];
  links?: { traceId: string; spanId: string }[];
}

interface ZipkinSpan {
  traceId: string;
  id: string;
  parentId?: string;
  timestamp: number;
  duration: number;
  localEndpoint: { serviceName: string };
  annotations?: { timestamp: number; value: string }[];
  tags: Record<string, string>;
}

const bytes = (seed: number) => Buffer.concat(bodiesOf({ ...PROTOBUF, seed }));

describe('OTLP in protobuf', () => {
  it('decodes with the official protos to whole traces, in requests no larger than asked', () => {
    const requests = bodiesOf(PROTOBUF).map(spansOf);
    expect(requests.every((spans) => spans.length > 0 && spans.length <= 130)).toBe(true);
    const spans = requests.flat();
    expect(spans.length).toBe(3 * (1 + 40 + 7 + 130));
    expect(faultsOf(spans)).toEqual([]);
  });

  it('says of each span what its shape says', () => {
    const spans = bodiesOf({ ...PROTOBUF, traces: 2, stretch: 0 }).flatMap(spansOf);
    const shape = MAKER.make(1);
    const traceId = hex(spans.find(({ parentSpanId }) => !parentSpanId)?.traceId);
    const members = spans.filter((span) => hex(span.traceId) !== traceId);
    expect(members.length).toBe(40);
    for (const span of members) {
      const start = Number(BigInt(span.startTimeUnixNano) - beginNanos);
      const same = shape.spans.filter((each) => each.start === start && each.name === span.name);
      expect(same.length).toBeGreaterThan(0);
      const [made] = same;
      if (!made || same.length > 1) continue;
      expect(BigInt(span.endTimeUnixNano)).toBe(beginNanos + BigInt(made.start + made.duration));
      expect(span.service).toBe(shape.resources[made.resource]?.service);
      expect(span.attributes).toEqual([
        { key: 'http.request.method', value: { stringValue: 'GET' } },
        { key: 'http.route', value: { stringValue: '/items/{id}' } },
        { key: 'http.response.status_code', value: { intValue: made.status === 'error' ? '500' : '200' } },
        { key: 'demo.share', value: { doubleValue: 0.25 } },
        { key: 'demo.below', value: { intValue: '-7' } },
        { key: 'demo.cached', value: { boolValue: shape.spans.indexOf(made) % 2 === 0 } },
      ]);
      expect(span.status).toEqual(
        made.status === 'error' ? { code: 2, message: 'Cannot find the item: “sold”' } : undefined,
      );
      expect(span.events?.map(({ timeUnixNano }) => Number(BigInt(timeUnixNano) - beginNanos))).toEqual(
        made.events.length > 0 ? made.events.map(({ at }) => at) : undefined,
      );
    }
  });

  it('links to the root of an earlier trace, and to spans of its own', () => {
    const spans = bodiesOf(PROTOBUF).flatMap(spansOf);
    const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
    const linking = spans.filter(({ links }) => links);
    expect(linking.length).toBe(4);
    for (const span of linking) {
      const at = roots.findIndex((root) => root.traceId.equals(span.traceId));
      const [other, own] = span.links ?? [];
      expect([hex(other?.traceId), hex(other?.spanId)]).toEqual([
        hex(roots[at - 1]?.traceId),
        hex(roots[at - 1]?.spanId),
      ]);
      expect([hex(own?.traceId), hex(own?.spanId)]).toEqual([hex(span.traceId), hex(roots[at]?.spanId)]);
    }
  });

  it('leaves links out where there was no earlier trace', () => {
    const onlyLinking = { make: () => MAKER.make(2), stream: () => MAKER.stream(2) };
    const spans = bodiesOf({ ...PROTOBUF, maker: onlyLinking, traces: 2 }).flatMap(spansOf);
    expect(spans.flatMap(({ links }) => links?.length ?? [])).toEqual([1, 2]);
  });

  it('keeps children within their parents when a trace is stretched', () => {
    const spans = bodiesOf({ ...PROTOBUF, traces: 40, stretch: 0.4 }).flatMap(spansOf);
    const byId = new Map(spans.map((span) => [hex(span.spanId), span]));
    const durations = new Set(spans.filter(({ parentSpanId }) => !parentSpanId).map(durationOf));
    expect(durations.size).toBe(40);
    for (const span of spans) {
      const parent = byId.get(hex(span.parentSpanId));
      if (!parent) continue;
      expect(BigInt(span.startTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(parent.startTimeUnixNano));
      expect(BigInt(span.endTimeUnixNano)).toBeLessThanOrEqual(BigInt(parent.endTimeUnixNano));
    }
  });

  it('makes the same bytes of the same seed, and others of another', () => {
    expect(bytes(1).equals(bytes(1))).toBe(true);
    expect(bytes(1).equals(bytes(2))).toBe(false);
  });

  it.each(profiles.filter(({ name }) => name !== 'giant').map((profile) => [profile.name, profile] as const))(
    'of profile %s is valid',
    { timeout: 60_000 },
    (_, profile) => {
      const maker = createShapeMaker(profile.topology());
      const spans = bodiesOf({ ...PROTOBUF, maker, traces: 6, shapes: 4 }).flatMap(spansOf);
      expect(faultsOf(spans)).toEqual([]);
    },
  );
});

const durationOf = (span: ProtoSpan) => BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano);

describe('the other encodings', () => {
  const protobuf = bodiesOf(PROTOBUF).flatMap(spansOf);
  const byId = new Map(protobuf.map((span) => [hex(span.spanId), span]));

  it('OTLP JSON says the same as protobuf', () => {
    const requests = bodiesOf({ ...PROTOBUF, encoding: ENCODINGS['otlp-json'] }).map(
      (body) => JSON.parse(body.toString()) as { resourceSpans: { scopeSpans: { spans: JsonSpan[] }[] }[] },
    );
    const spans = requests
      .flatMap(({ resourceSpans }) => resourceSpans)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((each) => each.spans));
    expect(spans.length).toBe(protobuf.length);
    for (const span of spans) {
      const same = byId.get(span.spanId) as ProtoSpan;
      expect(span.traceId).toBe(hex(same.traceId));
      expect(span.parentSpanId).toBe(hex(same.parentSpanId));
      expect(span.startTimeUnixNano).toBe(same.startTimeUnixNano);
      expect(span.endTimeUnixNano).toBe(same.endTimeUnixNano);
      expect(span.events?.map(({ timeUnixNano }) => timeUnixNano)).toEqual(
        same.events?.map(({ timeUnixNano }) => timeUnixNano),
      );
      expect(span.links?.map(({ traceId, spanId }) => [traceId, spanId])).toEqual(
        same.links?.map(({ traceId, spanId }) => [hex(traceId), hex(spanId)]),
      );
    }
  });

  it('Zipkin JSON says the same, in microseconds', () => {
    const spans = bodiesOf({ ...PROTOBUF, encoding: ENCODINGS['zipkin-json'] }).flatMap(
      (body) => JSON.parse(body.toString()) as ZipkinSpan[],
    );
    expect(spans.length).toBe(protobuf.length);
    for (const span of spans) {
      const same = byId.get(span.id) as ProtoSpan;
      expect(span.traceId).toBe(hex(same.traceId));
      expect(span.parentId).toBe(hex(same.parentSpanId));
      expect(span.localEndpoint.serviceName).toBe(same.service);
      const [start, end] = [BigInt(same.startTimeUnixNano) / 1_000n, BigInt(same.endTimeUnixNano) / 1_000n];
      expect(BigInt(span.timestamp)).toBe(start);
      expect(BigInt(span.duration)).toBe(end > start ? end - start : 1n);
      expect(span.annotations?.map(({ timestamp }) => BigInt(timestamp))).toEqual(
        same.events?.map(({ timeUnixNano }) => BigInt(timeUnixNano) / 1_000n),
      );
      expect(span.tags['http.route']).toBe('/items/{id}');
    }
  });
});
