/**
 * Reads Triggers, and their Broker's defaults, from the YAML that Knative takes on a cluster (eventing.knative.dev/v1;
 * knative/specs, eventing control-plane).
 */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { DEFAULT_DELIVERY, type DeliveryOptions, deliveryOptions } from './delivery-options.ts';
import { destination, type Services } from './destination.ts';
import { allOf, type Filter, filter, legacyAttributes } from './filters.ts';

export interface Trigger {
  name: string;
  /** A URL. */
  subscriber: string;
  matches: Filter;
  delivery: DeliveryOptions;
}

const apiVersion = z.literal('eventing.knative.dev/v1', { error: 'expected eventing.knative.dev/v1' });
const metadata = z.looseObject({
  name: z.string().regex(/^[a-z0-9.-]{1,253}$/, 'is no name for a resource'),
});

const resourceOf = (services: Services) => {
  const delivery = deliveryOptions(services);
  const broker = z.object({
    apiVersion,
    kind: z.literal('Broker'),
    metadata,
    spec: z.looseObject({ delivery }).default({}),
  });
  const trigger = z.object({
    apiVersion,
    kind: z.literal('Trigger'),
    metadata,
    spec: z.strictObject({
      broker: z.string(),
      filter: z.strictObject({ attributes: legacyAttributes.optional() }).optional(),
      filters: z.array(filter).optional(),
      subscriber: destination(services),
      delivery,
    }),
  });
  return z.discriminatedUnion('kind', [broker, trigger], { error: 'expected a Trigger or a Broker' });
};
type Resource = z.output<ReturnType<typeof resourceOf>>;
type Of<Kind extends Resource['kind']> = Extract<Resource, { kind: Kind }>;

/** The Triggers of one Broker. An error names the file, the document in it, and the field. */
export function readTriggers(file: string, broker: string, services: Services): Trigger[] {
  const resources = parseResources(file, services);
  const defaults = resources.find((each) => each.kind === 'Broker' && each.metadata.name === broker);
  const own = resources
    .filter((each) => each.kind === 'Trigger')
    .filter(({ spec }) => spec.broker === broker);
  const names = own.map(({ metadata: { name } }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`Cannot read Triggers from ${file}: there are two named ${twice}`);
  return own.map((trigger) => toTrigger(trigger, defaults?.spec.delivery));
}

function toTrigger({ metadata: { name }, spec }: Of<'Trigger'>, defaults?: DeliveryOptions): Trigger {
  return {
    name,
    subscriber: spec.subscriber,
    matches: chooseFilter(spec),
    // All or nothing: what a Trigger leaves out is not taken from its Broker.
    delivery: spec.delivery ?? defaults ?? DEFAULT_DELIVERY,
  };
}

function chooseFilter({ filter: legacy, filters = [] }: Of<'Trigger'>['spec']): Filter {
  if (filters.length > 0) return allOf(filters);
  return legacy?.attributes ?? (() => true);
}

function parseResources(file: string, services: Services): Resource[] {
  const resource = resourceOf(services);
  const resources: Resource[] = [];
  for (const [index, document] of parseAllDocuments(readFileSync(file, 'utf8')).entries()) {
    const fail = (problem: string) =>
      new Error(`Cannot read Triggers from ${file}: document ${index + 1}: ${problem}`);
    if (document.errors[0]) throw fail(document.errors[0].message);
    const json: unknown = document.toJS();
    if (json === null) continue;
    const result = resource.safeParse(json);
    if (!result.success) throw fail(result.error.issues.map(describe).join('; '));
    resources.push(result.data);
  }
  return resources;
}

const describe = ({ path, message }: { path: PropertyKey[]; message: string }) =>
  path.length > 0 ? `${path.join('.')}: ${message}` : message;
