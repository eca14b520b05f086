/** For tests: the requests that a flow makes, and their spans as the official protos have them. */
import { Batch } from '../encode/batch.ts';
import { IdSource } from '../encode/ids.ts';
import type { Encoding } from '../encode/part.ts';
import { Flow } from '../run/flow.ts';
import { Mix } from '../run/mix.ts';
import { Random } from '../shape/random.ts';
import type { ShapeMaker } from '../shape/shape.ts';

/** 2026-11-21T08:00:00.123456Z in ms. */
export const BEGIN = 1_795_248_000_123.456;

export interface FlowSettings {
  maker: ShapeMaker;
  encoding: Encoding;
  traces: number;
  batchSpans?: number;
  shapes?: number;
  stretch?: number;
  seed?: number;
  lane?: number;
}

/** Copies of the bodies of all requests. */
export function bodiesOf(settings: FlowSettings): Buffer[] {
  const {
    maker,
    encoding,
    traces,
    batchSpans = 100,
    shapes = 50,
    stretch = 0.1,
    seed = 7,
    lane = 0,
  } = settings;
  const random = new Random(seed);
  const mix = new Mix({ maker, encoding, random, shapes, maxBytes: 1e8, first: 0, step: 1 });
  const flow = new Flow({
    mix,
    ids: new IdSource(seed, lane),
    random,
    when: { start: () => BEGIN },
    stretch,
    batchSpans,
    batchBytes: 1e6,
  });
  const bodies: Buffer[] = [];
  const batch = new Batch(encoding);
  do {
    batch.clear();
    flow.put(batch, { spans: Infinity, traces }, () => 0);
    batch.close();
    bodies.push(Buffer.from(batch.body()));
  } while (flow.traces < traces || flow.isWithinTrace);
  return bodies;
}

export interface ProtoSpan {
  service: string;
  traceId: Buffer;
  spanId: Buffer;
  parentSpanId?: Buffer;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  flags: number;
  attributes?: { key: string; value: Record<string, unknown> }[];
  events?: { timeUnixNano: string; name: string; attributes?: unknown[] }[];
  links?: { traceId: Buffer; spanId: Buffer }[];
  status?: { code: number; message?: string };
}

interface ProtoRequest {
  resourceSpans?: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] };
    scopeSpans: { spans: Omit<ProtoSpan, 'service'>[] }[];
  }[];
}

/** The spans of a request that protobufjs has read with the official protos. */
export function spansIn(request: unknown): ProtoSpan[] {
  const { resourceSpans = [] } = request as ProtoRequest;
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })));
  });
}

/** What is wrong with these spans, which are all of their traces; nothing if all is well. */
export function faultsOf(spans: readonly ProtoSpan[]): string[] {
  const byTrace = Map.groupBy(spans, ({ traceId }) => traceId.toString('hex'));
  const faults: string[] = [];
  for (const [traceId, members] of byTrace) {
    const say = (fault: string) => faults.push(`${traceId}: ${fault}`);
    const byId = new Map(members.map((span) => [span.spanId.toString('hex'), span]));
    if (traceId.length !== 32 || /^0+$/.test(traceId)) say('no trace id');
    if (byId.size !== members.length) say('a span id is there twice');
    if (members.filter((span) => !span.parentSpanId).length !== 1) say('not one root');
    for (const span of members) {
      const id = span.spanId.toString('hex');
      if (id.length !== 16 || /^0+$/.test(id)) say('no span id');
      if (span.parentSpanId && !byId.has(span.parentSpanId.toString('hex'))) say('an orphan');
      if (BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano)) say('ends before it starts');
      if (!span.service || !span.name || !span.kind) say('without service, name or kind');
    }
  }
  return faults;
}
