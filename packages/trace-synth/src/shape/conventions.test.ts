import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { describe, expect, it } from 'vitest';
import * as registered from '../../../telemetry/src/attributes.ts';
import { profileNamed, profiles } from '../profiles/index.ts';
import { createShapeMaker } from './shape-maker.ts';
import type { ShapeSpan } from './shape.ts';

const published = new Set(
  Object.entries(conventions)
    .filter(([name]) => name.startsWith('ATTR_'))
    .map(([, value]) => value as unknown),
);
/** Published, but only so that old spans can be read. */
const DEPRECATED = [
  'http.method',
  'http.status_code',
  'http.url',
  'db.system',
  'db.statement',
  'db.name',
  'db.operation',
  'rpc.system',
  'rpc.service',
  'rpc.grpc.status_code',
  'messaging.system',
  'messaging.operation',
  'net.peer.name',
  'deployment.environment',
];

const HTTP = ['server.address', 'server.port', 'http.response.status_code'];
/** Of spans that have the one, the others. */
const REQUIRED: Record<string, string[]> = {
  'rpc.system.name': ['rpc.method', 'rpc.response.status_code', 'server.address'],
  'db.system.name': ['db.operation.name', 'server.address'],
  'messaging.system.name': [
    'messaging.operation.name',
    'messaging.operation.type',
    'messaging.destination.name',
  ],
  'cloudevents.event_id': [
    'cloudevents.event_source',
    'cloudevents.event_type',
    'cloudevents.event_spec_version',
  ],
};

const valueOf = (span: ShapeSpan | undefined, name: string): string | undefined => {
  const value = span?.attributes.find(([key]) => key === name)?.[1];
  return value === undefined ? undefined : String(value);
};

const spansOf = (name: string): ShapeSpan[] => {
  const maker = createShapeMaker(profileNamed(name).topology());
  return Array.from({ length: name === 'wide' ? 2 : 60 }, (_, index) => maker.make(index).spans).flat();
};

describe.each(profiles.filter(({ name }) => name !== 'giant').map(({ name }) => name))('%s', (name) => {
  const spans = spansOf(name);

  it('uses attributes that the conventions have now, or that this repository registers', () => {
    const known = new Set<unknown>([...published, ...Object.values(registered)]);
    const keys = new Set(
      spans.flatMap(({ attributes, events }) => [
        ...attributes.map(([key]) => key),
        ...events.flatMap((event) => event.attributes.map(([key]) => key)),
      ]),
    );
    expect([...keys].filter((key) => !known.has(key) && !key.startsWith('app.'))).toEqual([]);
    expect([...keys].filter((key) => DEPRECATED.includes(key))).toEqual([]);
  });

  it('says of each request, query and message what the conventions require', () => {
    const faults = spans.flatMap((span) => {
      const keys = new Set(span.attributes.map(([key]) => key));
      const address = span.kind === 'SERVER' ? 'url.path' : 'url.full';
      const wanted = Object.entries({ ...REQUIRED, 'http.request.method': [...HTTP, address] })
        .filter(([sign]) => keys.has(sign))
        .flatMap(([, attributes]) => attributes);
      return wanted.filter((key) => !keys.has(key)).map((key) => `${span.kind} ${span.name} lacks ${key}`);
    });
    expect([...new Set(faults)]).toEqual([]);
  });
});

describe('what two sides say of one thing', () => {
  it('is the same path for the caller of a request and who serves it', () => {
    const maker = createShapeMaker(profileNamed('demo').topology());
    const pairs = Array.from({ length: 100 }, (_, index) => maker.make(index).spans).flatMap((spans) =>
      spans
        .filter(({ kind, parent }) => kind === 'SERVER' && spans[parent]?.kind === 'CLIENT')
        .map((span) => [valueOf(spans[span.parent], 'url.full'), valueOf(span, 'url.path')]),
    );
    expect(pairs.length).toBeGreaterThan(100);
    expect(pairs.filter(([url = '', path]) => new URL(url).pathname !== path)).toEqual([]);
  });

  it('is the same id for who sends a message and who receives it', () => {
    const { spans } = createShapeMaker(profileNamed('async').topology()).make(1);
    const received = spans.filter(({ kind, parent }) => kind === 'CONSUMER' && parent >= 0);
    expect(received.length).toBeGreaterThan(2);
    const key = 'messaging.message.id';
    expect(received.map((span) => valueOf(span, key))).toEqual(
      received.map(({ parent }) => valueOf(spans[parent], key)),
    );
  });
});
