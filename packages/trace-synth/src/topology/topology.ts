/**
 * What a topology file holds: services, their operations, and how these call each other; or, for traces that are too
 * irregular for that, the statistics of their structure. The JSON schema beside this file is made from it.
 */
import { z } from 'zod';
import { counts, duration, durations, share } from './quantities.ts';

const text = z.string().min(1).max(1_000);
const name = z.string().min(1).max(200);
const primitive = z.union([z.string().max(10_000), z.number(), z.boolean()]);

const variable = z
  .union([
    z.literal('uuid'),
    z.array(primitive).min(1).max(10_000),
    z.strictObject({ hex: z.int().min(1).max(128) }),
    z
      .strictObject({ from: z.int(), to: z.int() })
      .refine(({ from, to }) => from <= to, { error: 'runs backwards: from is greater than to' }),
  ])
  .meta({
    description: 'What {variable} stands for: uuid, one of a list, {hex: digits}, or {from: 1, to: 1000}',
  });
export type Variable = z.output<typeof variable>;

const attributes = z
  .record(name, z.union([primitive, z.array(z.string()), z.strictObject({ oneOf: variable })]))
  .meta({
    description:
      'Attributes. Text may hold {variables}, which are drawn once for each trace; {oneOf: ...} is drawn for each span',
  });
export type AttributeTemplates = z.output<typeof attributes>;

const failure = z.strictObject({
  rate: share,
  status: z
    .union([z.int().min(400).max(599), z.string().regex(/^[A-Z_]+$/)])
    .default(500)
    .meta({ description: 'An HTTP status from 400 to 599, or the name of a gRPC status' }),
  type: name.optional().meta({ description: 'exception.type; without it there is no exception event' }),
  message: text.optional(),
});
export type Failure = z.output<typeof failure>;

const callFields = {
  service: name
    .optional()
    .meta({ description: "The called operation's service; the caller's own without it" }),
  operation: name,
  chance: share.default(1).meta({ description: 'How often it is called at all' }),
  count: counts.default(1).meta({ description: 'How many times' }),
  repeat: z
    .enum(['sequential', 'parallel'])
    .default('sequential')
    .meta({ description: 'Whether several calls follow each other or run at once' }),
  async: z.enum(['after', 'during']).optional().meta({
    description: 'Not waited for: begins after the caller has ended, or during it and may outlive it',
  }),
  delay: durations.optional().meta({ description: 'How long an async call waits before it begins' }),
  network: durations
    .optional()
    .meta({ description: "The caller's share of a remote call: its CLIENT or PRODUCER span's own time" }),
  direct: z
    .boolean()
    .default(false)
    .meta({ description: 'No CLIENT or PRODUCER span is put between caller and callee' }),
  onError: z
    .enum(['fail', 'ignore'])
    .default('fail')
    .meta({ description: 'What its failure does to the caller' }),
  retry: z
    .strictObject({ attempts: z.int().min(2).max(20), backoff: duration.default('50ms') })
    .optional()
    .meta({ description: 'Attempts in all; the backoff doubles each time' }),
};
const call = z.strictObject(callFields);
export type Call = z.output<typeof call>;

const calls = z.array(z.union([call, z.strictObject({ parallel: z.array(call).min(1) })])).max(1_000);
export type CallList = z.output<typeof calls>;

const variant = z.strictObject({
  weight: z.number().positive(),
  attributes: attributes.optional(),
  calls: calls.default([]),
});

const operation = z.strictObject({
  name: name.optional().meta({ description: "The span's name; the operation's own without it" }),
  kind: z.enum(['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']).default('INTERNAL'),
  type: z
    .enum(['http', 'rpc', 'db', 'messaging', 'cloudevents', 'plain'])
    .default('plain')
    .meta({ description: 'Which semantic conventions its attributes follow' }),
  system: name.optional().meta({ description: 'postgresql, redis, kafka, grpc ...' }),
  peer: name.optional().meta({ description: 'server.address of a CLIENT span whose callee makes no spans' }),
  self: durations
    .default('1ms')
    .meta({ description: "The operation's own time, without the calls it waits for" }),
  failures: z.array(failure).max(20).default([]),
  attributes: attributes.default({}),
  link: z
    .strictObject({ to: z.enum(['parent', 'traces']), count: counts.default(1) })
    .optional()
    .meta({
      description: 'Links: to the parent as messaging consumers do, or to earlier traces as batches do',
    }),
  calls: calls.optional(),
  variants: z
    .array(variant)
    .min(1)
    .max(1_000)
    .optional()
    .meta({ description: 'Instead of calls: one of these' }),
});
export type Operation = z.output<typeof operation>;

const service = z.strictObject({
  language: z.enum(['nodejs', 'java', 'go', 'python', 'dotnet', 'ruby']).default('nodejs'),
  version: name.default('1.0.0'),
  instances: z.int().min(1).max(10_000).default(1).meta({ description: 'Hosts; a trace meets one of them' }),
  resource: z.record(name, primitive).default({}),
  port: z.int().min(1).max(65_535).default(8_080),
  operations: z.record(name, operation).default({}),
});
export type Service = z.output<typeof service>;

const statistics = z
  .strictObject({
    unit: z.enum(['span', 'call']).meta({
      description: 'What is counted: spans, or calls (each with a span on both sides where both have one)',
    }),
    traces: z
      .array(z.tuple([z.int().min(1), z.int().min(0), z.int().min(1), z.int().min(1)]))
      .min(1)
      .max(100_000)
      .meta({
        description:
          'Rows of [size, depth, width, services], each equally likely. Depth: levels below the root; width: the most ' +
          'spans on one level. With unit "call" depth and width follow from the calls, and only size and services count',
      }),
    callees: z
      .array(z.strictObject({ service: name, operation: name, weight: z.number().positive() }))
      .min(1)
      .meta({ description: 'What is called, by weight' }),
    parallel: share.default(0).meta({ description: 'Share of siblings that run together' }),
    repeated: share.default(0).meta({ description: 'Share of calls that repeat the one before' }),
  })
  .meta({ description: 'Traces of a given structure, for systems of which only statistics are known' });

export const topologySchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  name,
  about: text.optional(),
  maxSpans: z.int().min(1).max(2_000_000).default(100_000).meta({ description: 'No trace is larger' }),
  variables: z.record(z.string().regex(/^[a-zA-Z]\w{0,49}$/), variable).default({}),
  services: z.record(name, service),
  starts: z
    .array(z.strictObject({ service: name, operation: name, weight: z.number().positive().default(1) }))
    .min(1)
    .max(10_000)
    .meta({ description: 'Where traces begin, by weight' }),
  statistics: statistics.optional(),
});
export type Topology = z.output<typeof topologySchema>;
/** As written: what has a default may be left out. */
export type TopologyInput = z.input<typeof topologySchema>;
