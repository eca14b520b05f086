/** The recorded schemas: a file for each source, in k8s/tests/schemas. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Schema } from './strict.ts';

export const SCHEMAS = join(import.meta.dirname, '../../../k8s/tests/schemas');

export interface Recorded {
  /** `k8s.io/kubernetes@v1.34.4` */
  readonly source: string;
  /** By `apiVersion/kind`, as in `apps/v1/Deployment`. Each is also the name of a definition. */
  readonly kinds: Record<string, { readonly namespaced: boolean }>;
  readonly definitions: Record<string, Schema>;
}

export const recordedSchemas = (): Recorded[] =>
  globSync('*.json', { cwd: SCHEMAS })
    .toSorted()
    .map((file) => JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')) as Recorded);

/** A line for each definition, so that a newer version shows as the lines that changed. */
export const print = ({ source, kinds, definitions }: Recorded): string =>
  `{"source": ${JSON.stringify(source)}, "kinds": {\n${lines(kinds)}\n}, "definitions": {\n${lines(definitions)}\n}}\n`;

const lines = (of: object): string =>
  Object.entries(of)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
    .join(',\n');
