/** Requests as fast-check makes them: every field of OTLP, every attribute type, ids that are wrong now and then. */
import fc from 'fast-check';

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
  fc.constant(''),
);
const bytes = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((each) => Buffer.from(each));
const id = (length: number) =>
  fc.oneof(
    { weight: 20, arbitrary: bytes(length, length) },
    { weight: 1, arbitrary: bytes(0, length + 2) },
    { weight: 1, arbitrary: fc.constant(Buffer.alloc(length)) },
  );
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String);
const fixed64 = fc
  .oneof(
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.bigInt({ min: 1_700_000_000_000_000_000n, max: 1_800_000_000_000_000_000n }),
  )
  .map(String);
const count = fc.integer({ min: 0, max: 2 ** 32 - 1 });

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: int64 }),
    fc.record({ doubleValue: fc.double({ noNaN: true }) }),
    fc.record({ bytesValue: bytes(0, 10) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({ kvlistValue: fc.record({ values: fc.array(tie('pair'), { maxLength: 3 }) }) }),
  ),
  pair: fc.record({ key: text, value: tie('value') }, { requiredKeys: ['key'] }),
}));
const attributes = fc.array(fc.record({ key: text, value }, { requiredKeys: ['key'] }), { maxLength: 4 });

const event = fc.record(
  { timeUnixNano: fixed64, name: text, attributes, droppedAttributesCount: count },
  { requiredKeys: [] },
);
const link = fc.record(
  {
    traceId: id(16),
    spanId: id(8),
    traceState: text,
    attributes,
    droppedAttributesCount: count,
    flags: count,
  },
  { requiredKeys: [] },
);
const span = fc.record(
  {
    traceId: id(16),
    spanId: id(8),
    parentSpanId: fc.oneof(id(8), fc.constant(Buffer.alloc(0))),
    traceState: text,
    flags: count,
    name: text,
    kind: fc.integer({ min: 0, max: 7 }),
    startTimeUnixNano: fixed64,
    endTimeUnixNano: fixed64,
    attributes,
    droppedAttributesCount: count,
    events: fc.array(event, { maxLength: 2 }),
    droppedEventsCount: count,
    links: fc.array(link, { maxLength: 2 }),
    droppedLinksCount: count,
    status: fc.record({ message: text, code: fc.integer({ min: 0, max: 2 }) }, { requiredKeys: [] }),
  },
  { requiredKeys: ['traceId', 'spanId'] },
);
const resource = fc.record({
  attributes: fc
    .tuple(attributes, fc.option(text.map((name) => ({ key: 'service.name', value: { stringValue: name } }))))
    .map(([others, service]) => (service ? [service, ...others] : others)),
});
const scope = fc.record({ name: text, version: text, attributes }, { requiredKeys: [] });

/** An `ExportTraceServiceRequest` as protobufjs takes it. */
export const randomRequest = fc.record({
  resourceSpans: fc.array(
    fc.record(
      {
        resource,
        scopeSpans: fc.array(
          fc.record(
            { scope, spans: fc.array(span, { maxLength: 4 }), schemaUrl: text },
            { requiredKeys: [] },
          ),
          { maxLength: 2 },
        ),
        schemaUrl: text,
      },
      { requiredKeys: [] },
    ),
    { maxLength: 3 },
  ),
});

/** Damage to a message: bytes changed, put in, taken out, or cut off at the end. */
export interface Damage {
  at: number;
  kind: 'change' | 'insert' | 'remove' | 'cut';
  byte: number;
}

export const damages = fc.array(
  fc.record({
    at: fc.nat(10_000),
    kind: fc.constantFrom<Damage['kind']>('change', 'change', 'insert', 'remove', 'cut'),
    byte: fc.integer({ min: 0, max: 255 }),
  }),
  { minLength: 1, maxLength: 4 },
);

export function damaged(message: Buffer, all: readonly Damage[]): Buffer {
  return all.reduce((bytesSoFar, { at, kind, byte }) => {
    const place = bytesSoFar.length === 0 ? 0 : at % bytesSoFar.length;
    const [before, after] = [bytesSoFar.subarray(0, place), bytesSoFar.subarray(place)];
    if (kind === 'cut') return before;
    if (kind === 'insert') return Buffer.concat([before, Buffer.of(byte), after]);
    return Buffer.concat([before, kind === 'change' ? Buffer.of(byte) : Buffer.alloc(0), after.subarray(1)]);
  }, message);
}
