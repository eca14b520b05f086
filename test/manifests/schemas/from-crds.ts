/** Takes the schemas of some kinds out of CustomResourceDefinitions. */
import type { Recorded } from './recorded.ts';
import { strict, type Schema } from './strict.ts';

export interface CustomResourceDefinition {
  readonly kind: string;
  readonly spec: {
    readonly group: string;
    readonly scope: 'Namespaced' | 'Cluster';
    readonly names: { readonly kind: string };
    readonly versions: readonly { name: string; schema: { openAPIV3Schema: Schema } }[];
  };
}

export function fromCrds(
  crds: readonly CustomResourceDefinition[],
  wanted: readonly string[],
  source: string,
): Recorded {
  const kinds: Recorded['kinds'] = {};
  const definitions: Recorded['definitions'] = {};
  for (const { spec } of crds)
    for (const { name, schema } of spec.versions) {
      const kind = `${spec.group}/${name}/${spec.names.kind}`;
      if (!wanted.includes(kind)) continue;
      kinds[kind] = { namespaced: spec.scope === 'Namespaced' };
      const { status: _, ...properties } = schema.openAPIV3Schema.properties ?? {};
      definitions[kind] = strict({ ...schema.openAPIV3Schema, properties }, true);
    }
  const missing = wanted.filter((kind) => !(kind in kinds));
  if (missing.length > 0) throw new Error(`Cannot record ${missing.join(', ')}: ${source} has no such kind`);
  return { source, kinds, definitions };
}
