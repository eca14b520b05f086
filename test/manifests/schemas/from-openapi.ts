/** Takes the schemas of some kinds, and what these refer to, out of Kubernetes' OpenAPI document. */
import type { Recorded } from './recorded.ts';
import { strict, type Schema } from './strict.ts';

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface OpenApi {
  readonly definitions: Record<string, Schema>;
  readonly paths: Record<string, { readonly post?: Record<string, unknown> }>;
}

const KIND_OF = 'x-kubernetes-group-version-kind';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

export function fromOpenApi(document: OpenApi, wanted: readonly string[], source: string): Recorded {
  const kinds: Recorded['kinds'] = {};
  const definitions: Recorded['definitions'] = {};
  for (const kind of wanted) {
    const found = Object.entries(document.definitions).find(([, each]) => kindOf(each) === kind);
    if (!found) throw new Error(`Cannot record ${kind}: ${source} has no such kind`);
    kinds[kind] = { namespaced: isNamespaced(document, kind) };
    // A status is for the cluster to write: in a manifest it is a mistake.
    definitions[kind] = strict(withoutStatus(found[1]));
  }
  // A Set may grow while it is walked: what a definition refers to comes along, and what that refers to, and so on.
  const queue = referred(definitions);
  for (const name of queue) {
    definitions[name] = definitionOf(document, name);
    for (const each of referred(definitions[name])) queue.add(each);
  }
  return { source, kinds, definitions };
}

function definitionOf(document: OpenApi, name: string): Schema {
  // Written as a string, says the document. `cpu: 1` is accepted as well.
  if (name === QUANTITY) return { type: ['string', 'number'] };
  const schema = document.definitions[name];
  if (!schema) throw new Error(`Cannot record ${name}: it is not in the document`);
  return strict(schema);
}

function withoutStatus(schema: Schema): Schema {
  const { status: _, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}

const kindOf = (schema: Schema): string | undefined => {
  const [first] = (schema[KIND_OF] ?? []) as GroupVersionKind[];
  return first && nameOf(first);
};

const nameOf = ({ group, version, kind }: GroupVersionKind): string =>
  [group, version, kind].filter((part) => part !== '').join('/');

/** A namespaced kind is created below `/namespaces/{namespace}/`. */
const isNamespaced = ({ paths }: OpenApi, kind: string): boolean =>
  Object.entries(paths).some(([path, { post }]) => {
    const made = post?.[KIND_OF] as GroupVersionKind | undefined;
    return made && nameOf(made) === kind && path.includes('/namespaces/{namespace}/');
  });

function referred(schemas: object): Set<string> {
  const text = JSON.stringify(schemas);
  return new Set([...text.matchAll(/"#\/definitions\/([^"]+)"/g)].map(([, name = '']) => name));
}
