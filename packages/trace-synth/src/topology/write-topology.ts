/** A topology as the YAML that a person would write: without what is the default anyway. */
import { Document, isMap, isScalar, isSeq, visit, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Topology } from './topology.ts';

const DEFAULTS: Readonly<Record<string, unknown>> = {
  chance: 1,
  count: 1,
  repeat: 'sequential',
  direct: false,
  onError: 'fail',
  kind: 'INTERNAL',
  type: 'plain',
  self: '1ms',
  language: 'nodejs',
  version: '1.0.0',
  instances: 1,
  port: 8_080,
  maxSpans: 100_000,
};
/** What stands in these is the author's own: nothing there is a default. */
const FREE = new Set(['attributes', 'resource', 'variables', 'weights']);

const ONE_LINE = 90;
const SCHEMA_LINE =
  '# yaml-language-server: $schema=topology.schema.json\n# The file is explained in packages/trace-synth/README.md.\n';

export function writeTopology(topology: Topology): string {
  const document = new Document(
    { ...(prune(topology) as object), version: 1 },
    { aliasDuplicateObjects: false },
  );
  // Quantiles and rows of numbers read better on a line of their own.
  visit(document, (key, node) => {
    if (key === null || !(isMap(node) || isSeq(node)) || !isPlain(node)) return;
    if (JSON.stringify(node).length < ONE_LINE) node.flow = true;
  });
  return SCHEMA_LINE + document.toString({ lineWidth: 110 });
}

const isPlain = (node: YAMLMap | YAMLSeq): boolean =>
  isMap(node)
    ? node.items.every(({ value }) => isScalar(value) && typeof value.value !== 'boolean')
    : node.items.every((item) => isScalar(item));

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]): [string, unknown][] => {
      if (each === undefined || each === DEFAULTS[key] || isEmpty(key, each)) return [];
      if (key === 'operations') return [[key, operations(each as Record<string, { name?: string }>)]];
      return [[key, FREE.has(key) ? each : prune(each)]];
    }),
  );
}

const isEmpty = (key: string, value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0 && key !== 'services';

/** An operation is called as its key, unless it says otherwise. Its key may be any word: it is no default. */
const operations = (all: Readonly<Record<string, { name?: string }>>): object =>
  Object.fromEntries(
    Object.entries(all).map(([id, { name, ...rest }]) => [
      id,
      { ...(name !== undefined && name !== id && { name }), ...(prune(rest) as object) },
    ]),
  );
