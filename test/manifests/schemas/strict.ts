/** Turns the schemas that Kubernetes publishes into JSON schemas that refuse what the API server would drop or refuse. */

/** A JSON schema, or the same with the `x-kubernetes-*` words of an OpenAPI document or a CustomResourceDefinition. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

/** What limits a value. The rest (descriptions, defaults, list types, CEL rules) is for readers and for the API server. */
const KEPT = new Set([
  '$ref',
  'type',
  'required',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'multipleOf',
  'uniqueItems',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  // How kustomize merges a patch (build.ts).
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-group-version-kind',
]);

const LISTS = ['allOf', 'anyOf', 'oneOf'];

export const reference = (definition: string): Schema => ({
  $ref: `#/definitions/${definition.replaceAll('~', '~0').replaceAll('/', '~1')}`,
});

const OBJECT = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: reference('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'),
};

/** Unknown fields become errors. `isObject`: it is a whole API object, whose first three fields a CRD doesn't describe. */
export function strict(schema: Schema, isObject = schema['x-kubernetes-embedded-resource'] === true): Schema {
  if (isIntOrString(schema)) return { type: ['integer', 'string'] };
  const { properties, additionalProperties: more } = schema;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...limits(schema),
    ...(schema.items && { items: strict(schema.items) }),
    ...(typeof more === 'object' && { additionalProperties: strict(more) }),
    ...((properties || isObject) && {
      properties: { ...mapValues(properties ?? {}, (each) => strict(each)), ...(isObject && OBJECT) },
      ...(!isOpen && !more && { additionalProperties: false }),
    }),
  };
}

/** Below `anyOf` and its like schemas limit values only; which fields there are is said by the schema around them. */
function valuesOnly(schema: Schema): Schema {
  const { properties, items } = schema;
  return {
    ...limits(schema),
    ...(items && { items: valuesOnly(items) }),
    ...(properties && { properties: mapValues(properties, valuesOnly) }),
  };
}

function limits(schema: Schema): Record<string, unknown> {
  const kept = Object.fromEntries(Object.entries(schema).filter(([word]) => KEPT.has(word)));
  for (const word of LISTS) if (Array.isArray(schema[word])) kept[word] = schema[word].map(valuesOnly);
  if (schema.not) kept.not = valuesOnly(schema.not as Schema);
  if (schema.nullable === true && typeof kept.type === 'string') {
    kept.type = [kept.type, 'null'];
    if (Array.isArray(kept.enum)) kept.enum = [...kept.enum, null];
  }
  return kept;
}

const isIntOrString = (schema: Schema): boolean =>
  schema['x-kubernetes-int-or-string'] === true || schema.format === 'int-or-string';

export const mapValues = <T, U>(from: Record<string, T>, to: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(from).map(([key, value]) => [key, to(value)]));
