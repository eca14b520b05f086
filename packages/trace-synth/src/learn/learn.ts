/** From real traces to a topology that makes traces like them. */
import type { Attributes, Trace, TraceNode } from '@tracewalk/trace-model';
import { distanceBetween } from '../profiles/figures.ts';
import { createShapeMaker } from '../shape/shape-maker.ts';
import { defineTopology } from '../topology/parse-topology.ts';
import type { Topology, TopologyInput, Variable } from '../topology/topology.ts';
import { learnOperation, type Reference } from './learned-operation.ts';
import { below, observe, type Detail, type Observation } from './observe.ts';
import { observeChildren } from './stages.ts';
import { rowOf, structureOfShape, structureOfTrace, type Structure } from './structure-of.ts';

export interface LearnOptions {
  /** The topology's; `learned` unless told. */
  readonly name?: string;
  /** Attributes keep the values that were seen; else made-up ones take their places. */
  readonly keepValues?: boolean;
}

export interface Learned {
  readonly topology: Topology;
  readonly detail: Detail | 'statistics';
  readonly traces: number;
  /** Traces without a root: their beginning was lost, and nothing was learned from them. */
  readonly skipped: number;
  /** How far traces of the topology are from those it was learned from: Kolmogorov-Smirnov distances. */
  readonly fit: Readonly<Record<keyof Structure, number>>;
}

const DETAILS: readonly Detail[] = ['name', 'caller', 'path'];
/**
 * A description that comes so close is good enough: no longer one is tried. Two lots of samples of one distribution are
 * apart, too: by up to 1.36 * sqrt(1/n + 1/m), nineteen times out of twenty.
 */
const closeEnough = (traces: number): number =>
  Math.max(0.05, 1.36 * Math.sqrt(1 / traces + 1 / comparedTraces(traces)));
const MOST_OPERATIONS = 3_000;
const comparedTraces = (traces: number): number => Math.min(2_000, Math.max(500, traces));

/**
 * A first span without its parent is a beginning all the same when it is a service's own, and the only one: who called
 * sends no spans, as a load generator or another's system.
 */
function hasBeginning({ roots: [root, ...others] }: Trace): boolean {
  if (!root) return false;
  return !root.orphan || (others.length === 0 && root.span.kind === 'SERVER');
}

/**
 * The shortest description that makes traces like these: operations by name, by name and caller, or by the whole way from
 * the root. Where the traces are too irregular for that, the statistics of their structure are kept instead.
 * @throws Error when no trace has its root
 */
export function learnTopology(all: readonly Trace[], options: LearnOptions = {}): Learned {
  const traces = all.filter(hasBeginning);
  if (traces.length === 0) {
    throw new Error(`Cannot learn a topology: of ${all.length} traces none has its root`);
  }
  const seen = traces.map(structureOfTrace);
  const attempts: Learned[] = [];
  const judge = (topology: Topology, detail: Learned['detail']): Learned => {
    const learned = {
      topology,
      detail,
      traces: traces.length,
      skipped: all.length - traces.length,
      fit: fit(topology, seen),
    };
    attempts.push(learned);
    return learned;
  };
  for (const detail of DETAILS) {
    const observation = observe(traces, detail);
    if (observation.circular || observation.operations.size > MOST_OPERATIONS) continue;
    const topology = callTopology(traces, observation, options, seen);
    if (topology && distance(judge(topology, detail)) <= closeEnough(traces.length)) break;
  }
  const best = closest(attempts);
  if (best && distance(best) <= 2 * closeEnough(traces.length)) return best;
  judge(statisticalTopology(traces, options, seen), 'statistics');
  const chosen = closest(attempts);
  if (!chosen) throw new Error('Cannot learn a topology: nothing describes these traces');
  return chosen;
}

const distance = ({ fit: { size, depth, width, services, duration } }: Learned): number =>
  Math.max(size, depth, width, services, duration);

const closest = (attempts: readonly Learned[]): Learned | undefined =>
  attempts.toSorted((a, b) => distance(a) - distance(b))[0];

function fit(topology: Topology, seen: readonly Structure[]): Learned['fit'] {
  const maker = createShapeMaker(topology, { seed: 7 });
  const spans = seen.reduce((sum, { size }) => sum + size, 0) / seen.length;
  const made = Array.from(
    { length: Math.ceil(Math.min(comparedTraces(seen.length), Math.max(200, 400_000 / spans))) },
    (_, index) => structureOfShape(maker.make(index)),
  );
  const compare = (what: keyof Structure) =>
    distanceBetween(seen.map((each) => each[what]), made.map((each) => each[what])); // prettier-ignore
  return {
    size: compare('size'),
    depth: compare('depth'),
    width: compare('width'),
    services: compare('services'),
    duration: compare('duration'),
    errors: compare('errors'),
  };
}

/** Undefined where the calls would go further than traces may. */
function callTopology(
  traces: readonly Trace[],
  observation: Observation,
  { name = 'learned', keepValues = false }: LearnOptions,
  seen: readonly Structure[],
): Topology | undefined {
  const { reference, names } = references(observation);
  const variables = new Map<string, Variable>();
  const services = learnServices(traces);
  for (const [key, observed] of observation.operations) {
    const { service, operation } = reference(key);
    const target = services[service]?.operations;
    if (target) target[operation] = learnOperation(observed, reference, keepValues, variables);
  }
  try {
    return defineTopology({
      version: 1,
      name,
      about: `Learned from ${traces.length} traces`,
      maxSpans: Math.max(1_000, ...seen.map(({ size }) => size * 4)),
      variables: Object.fromEntries(variables),
      services,
      starts: [...observation.starts].map(([key, weight]) => ({
        ...(names.get(key) ?? reference(key)),
        weight,
      })),
    });
  } catch {
    return undefined;
  }
}

type LearnedService = TopologyInput['services'][string] & {
  operations: NonNullable<TopologyInput['services'][string]['operations']>;
};

const LANGUAGES = ['nodejs', 'java', 'go', 'python', 'dotnet', 'ruby'] as const;
const INSTANCE_KEYS = ['service.instance.id', 'k8s.pod.name', 'host.name'];

function learnServices(traces: readonly Trace[]): Record<string, LearnedService> {
  const nodes = Map.groupBy(
    traces.flatMap((trace) => trace.nodes),
    ({ span }) => serviceOf(span.service),
  );
  return Object.fromEntries(
    [...nodes].map(([service, own]): [string, LearnedService] => {
      const resource: Attributes = own[0]?.span.resource ?? {};
      const language = LANGUAGES.find((each) => each === resource['telemetry.sdk.language']);
      const version = resource['service.version'];
      const instances = new Set(
        own.map(({ span }) => INSTANCE_KEYS.map((key) => span.resource[key]).find((id) => id !== undefined)),
      );
      return [
        service,
        {
          ...(language && { language }),
          ...(typeof version === 'string' && version !== '' && { version: version.slice(0, 200) }),
          instances: Math.min(10_000, instances.size),
          operations: {},
        },
      ];
    }),
  );
}

const serviceOf = (service: string): string => service.slice(0, 200) || 'unknown';

/** Span names where they are enough; numbered where several operations have one. */
function references({ operations }: Observation): {
  reference: Reference;
  names: Map<string, ReturnType<Reference>>;
} {
  const names = new Map<string, ReturnType<Reference>>();
  const taken = new Map<string, number>();
  for (const [key, { nodes }] of operations) {
    const span = nodes[0]?.span;
    const service = serviceOf(span?.service ?? '');
    const base = (span?.name || 'unnamed').slice(0, 190);
    const used = (taken.get(`${service}\n${base}`) ?? 0) + 1;
    taken.set(`${service}\n${base}`, used);
    names.set(key, { service, operation: used === 1 ? base : `${base} #${used}` });
  }
  return {
    names,
    reference: (key) => {
      const found = names.get(key);
      if (!found) throw new Error(`Cannot learn a topology: ${key} was never seen`);
      return found;
    },
  };
}

const kindOf = ({ span }: TraceNode) => `${span.service}\t${span.kind}\t${span.name}`;
const MOST_ROWS = 5_000;
const MOST_CALLEES = 5_000;

function statisticalTopology(
  traces: readonly Trace[],
  { name = 'learned', keepValues = false }: LearnOptions,
  seen: readonly Structure[],
): Topology {
  const variables = new Map<string, Variable>();
  const services = learnServices(traces);
  const observation = observe(traces, 'name');
  const merged = Map.groupBy(
    [...observation.operations.values()].flatMap(({ nodes }) => nodes),
    kindOf,
  );
  const callees: { service: string; operation: string; weight: number }[] = [];
  const starts = new Map<string, { service: string; operation: string; weight: number }>();
  const roots = new Set(traces.map(({ roots: [root] }) => root));
  const nothing = { stages: [], async: [], signature: '' };
  for (const [id, nodes] of merged) {
    const [first] = nodes;
    if (!first) continue;
    const service = serviceOf(first.span.service);
    const operation = `${first.span.name.slice(0, 150) || 'unnamed'} (${first.span.kind.toLowerCase()})`;
    const leaves = { key: id, nodes, children: nodes.map(() => nothing) };
    const learned = learnOperation(leaves, () => ({ service, operation }), keepValues, variables);
    const target = services[service]?.operations;
    if (target) target[operation] = learned;
    const began = nodes.filter((node) => roots.has(node)).length;
    if (began > 0) starts.set(id, { service, operation, weight: began });
    if (nodes.length > began && first.span.kind !== 'INTERNAL')
      callees.push({ service, operation, weight: nodes.length - began });
  }
  const step = Math.max(1, Math.ceil(seen.length / MOST_ROWS));
  const rows = seen
    .toSorted((a, b) => a.size - b.size)
    .filter((_, index) => index % step === step >> 1 || step === 1);
  return defineTopology({
    version: 1,
    name,
    about: `Learned from ${traces.length} traces, as statistics of their structure`,
    maxSpans: Math.max(1_000, ...seen.map(({ size }) => size)),
    variables: Object.fromEntries(variables),
    services,
    starts: [...starts.values()],
    statistics: {
      unit: 'span',
      traces: rows.map(rowOf),
      callees: (callees.length > 0 ? callees : [...starts.values()]).slice(0, MOST_CALLEES),
      ...siblingsOf(traces),
    },
  });
}

/** How many callers have their calls run together, and how many calls repeat the one before. */
function siblingsOf(traces: readonly Trace[]): { parallel: number; repeated: number } {
  let [together, callers, repeats, pairs] = [0, 0, 0, 0];
  for (const node of traces.flatMap(({ roots: [root] }) => (root ? below(root) : []))) {
    if (node.children.length < 2) continue;
    const { stages } = observeChildren(node, (child) => child.span.spanId);
    callers += 1;
    if (stages.some((stage) => stage.length > 1)) together += 1;
    for (const [index, child] of node.children.entries()) {
      const before = node.children[index - 1]?.span;
      if (!before) continue;
      pairs += 1;
      if (before.name === child.span.name && before.service === child.span.service) repeats += 1;
    }
  }
  return { parallel: callers > 0 ? together / callers : 0, repeated: pairs > 0 ? repeats / pairs : 0 };
}
