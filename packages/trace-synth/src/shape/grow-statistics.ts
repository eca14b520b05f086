/** A trace of which only the structure's statistics are given. Made in flat arrays: a million spans take some 50 MB. */
import type { CompiledOperation, CompiledTopology } from './compile.ts';
import { weightedIndex, type Sampler } from './distribution.ts';
import type { TraceHosts } from './grow-calls.ts';
import { Random } from './random.ts';
import type { ShapeSpan, StreamedShape } from './shape.ts';
import { closeSpan, openSpan } from './span-writer.ts';
import { layOut, treeOf } from './tree.ts';
import type { ValueSource } from './values.ts';

/** The callees of a topology, made ready once. */
export interface Callees {
  readonly pick: Sampler;
  readonly operations: readonly CompiledOperation[];
  /** The CLIENT or PRODUCER span of a call, by the caller's service and the callee. */
  readonly caller: (service: string, callee: number) => CompiledOperation;
  /** What a service does within itself, where it has an INTERNAL operation. */
  readonly inner: (operation: CompiledOperation) => CompiledOperation;
}

export function prepareCallees(compiled: CompiledTopology): Callees {
  const given = compiled.topology.statistics?.callees ?? [];
  const operations = given.map(({ service, operation }) => compiled.operation(service, operation));
  const callers = new Map<string, CompiledOperation>();
  const inner = new Map(
    compiled.services.flatMap(({ name, definition }) => {
      const found = Object.entries(definition.operations).find(([, { kind }]) => kind === 'INTERNAL');
      return found ? [[name, compiled.operation(name, found[0])] as const] : [];
    }),
  );
  return {
    operations,
    pick: weightedIndex(given.map(({ weight }) => weight)),
    caller: (service, callee) => {
      const key = `${service}\n${callee}`;
      const operation = operations[callee];
      const made =
        callers.get(key) ??
        (operation && compiled.caller(service, operation, given[callee]?.operation ?? ''));
      if (!made) throw new Error(`Cannot call ${callee}: there are ${operations.length} callees`);
      callers.set(key, made);
      return made;
    },
    inner: (operation) => inner.get(operation.service.name) ?? operation,
  };
}

/** The nodes of a trace, and which operation each is. */
interface Plan {
  readonly parents: Int32Array;
  readonly operations: CompiledOperation[];
}

export function growStatistics(
  compiled: CompiledTopology,
  callees: Callees,
  hosts: TraceHosts,
  source: ValueSource,
  turn: number,
): StreamedShape {
  const { random } = source;
  const statistics = compiled.topology.statistics;
  const start = compiled.starts[compiled.pickStart(random)];
  if (!statistics || !start) throw new Error('Cannot make a trace: the topology has no statistics');
  const [size, depth, width, services] = rowOf(statistics.traces, turn);
  const { repeated, parallel, unit } = statistics;
  const plan =
    unit === 'span'
      ? planSpans(treeOf(size, depth, width, random), services, start, callees, repeated, random)
      : planCalls(size, start, callees, repeated, random);

  const { parents, operations } = plan;
  const self = Float64Array.from(operations, (operation) => operation.self(random));
  const together = Uint8Array.from(operations, () => (random.chance(parallel) ? 1 : 0));
  const { starts, durations } = layOut(parents, self, {
    together: (node) => together[node] === 1,
    detached: (node) => node > 0 && operations[node]?.kind === 'CONSUMER',
  });
  const failed = failures(plan, random);
  for (const { service } of operations) hosts.resource(service);
  const seed = random.uint32();

  return {
    resources: hosts.resources,
    size: parents.length,
    *spans(): Iterable<ShapeSpan> {
      const again: ValueSource = { ...source, random: new Random(seed), drawn: new Map(source.drawn) };
      /** A consumer repeats what its producer said, which is the only parent that is ever looked at. */
      const producers = new Map<number, ShapeSpan>();
      for (const [node, operation] of operations.entries()) {
        const parent = parents[node] ?? -1;
        const resource = hosts.resource(operation.service);
        const host = hosts.resources[resource];
        const parentSpan = producers.get(parent);
        const span = openSpan(operation, undefined, { resource, parent, parentSpan }, again);
        const from = starts[node] ?? 0;
        const end = from + (durations[node] ?? 0);
        const failure = failed.get(node);
        if (host)
          closeSpan(span, operation, host, {
            start: from,
            end,
            ...failure,
            origin: failure?.origin === true,
            resent: 0,
          });
        if (span.kind === 'PRODUCER') producers.set(node, span);
        yield span;
      }
    },
  };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Rows are taken in golden-ratio steps, not by chance: so a few hundred traces have the rows' distribution already, and
 * neighbours have nothing in common.
 */
function rowOf<T>(rows: readonly T[], turn: number): T {
  const row = rows[Math.floor(((turn * GOLDEN) % 1) * rows.length)];
  if (row === undefined) throw new Error('Cannot make a trace: the statistics have no rows');
  return row;
}

/** The first spans, level by level, are of different services until there are enough of them. */
function planSpans(
  parents: Int32Array,
  services: number,
  start: CompiledOperation,
  callees: Callees,
  repeated: number,
  random: Random,
): Plan {
  const chosen = distinctServices(services - 1, start.service.name, callees, random);
  const operations: CompiledOperation[] = [start];
  for (let node = 1; node < parents.length; node += 1) {
    const parent = operations[parents[node] ?? 0] ?? start;
    const sibling = parents[node - 1] === parents[node] ? operations[node - 1] : undefined;
    const fresh = chosen[node - 1];
    const next =
      fresh ?? (sibling && random.chance(repeated) ? sibling : (chosen[random.int(chosen.length)] ?? start));
    operations.push(next.service === parent.service ? callees.inner(next) : next);
  }
  return { parents, operations };
}

/** By weight, each service once. Where the last ones are hard to meet by chance, they are taken in order. */
function distinctServices(
  count: number,
  root: string,
  { operations, pick }: Callees,
  random: Random,
): CompiledOperation[] {
  const chosen = new Map<string, CompiledOperation>();
  const take = (operation: CompiledOperation | undefined) => {
    if (operation && operation.service.name !== root) chosen.set(operation.service.name, operation);
  };
  for (let tries = 0; chosen.size < count && tries < count * 20; tries += 1) take(operations[pick(random)]);
  for (let index = 0; chosen.size < count && index < operations.length; index += 1) take(operations[index]);
  return [...chosen.values()];
}

/** Calls hang on whoever can call: each is drawn first, then given a caller, so that the mix of kinds is kept. */
function planCalls(
  calls: number,
  start: CompiledOperation,
  { pick, operations: callees, caller }: Callees,
  repeated: number,
  random: Random,
): Plan {
  const operations: CompiledOperation[] = [start];
  const parents = [-1];
  const callers = [0];
  let last: { callee: number; by: number } | undefined;
  for (let call = 1; call < calls; call += 1) {
    const { callee, by }: { callee: number; by: number } =
      last && random.chance(repeated) ? last : { callee: pick(random), by: random.pick(callers) };
    const operation = callees[callee] ?? start;
    let parent = by;
    if (operation.kind === 'SERVER' || operation.kind === 'CONSUMER') {
      parent = operations.push(caller(operations[by]?.service.name ?? '', callee)) - 1;
      parents.push(by);
    }
    const node = operations.push(operation) - 1;
    parents.push(parent);
    if (operation.kind === 'SERVER' && !(last && by === last.by && callee === last.callee))
      callers.push(node);
    last = { callee, by };
  }
  return { parents: Int32Array.from(parents), operations };
}

/** A failure reaches the caller half the time: the other half it has something else to answer with. */
const PASSED_ON = 0.5;

type Failed = {
  readonly failure: CompiledOperation['failures'][number]['failure'];
  readonly origin: boolean;
};

function failures({ parents, operations }: Plan, random: Random): Map<number, Failed> {
  const failed = new Map<number, Failed>();
  for (let node = parents.length - 1; node >= 0; node -= 1) {
    const own = operations[node]?.failures.find(({ rate }) => random.chance(rate));
    if (own && !failed.has(node)) failed.set(node, { failure: own.failure, origin: true });
    const here = failed.get(node);
    const parent = parents[node] ?? -1;
    if (!here || parent < 0 || failed.has(parent) || operations[node]?.kind === 'CONSUMER') continue;
    const forced = operations[parent]?.kind === 'CLIENT';
    if (forced || random.chance(PASSED_ON)) failed.set(parent, { failure: here.failure, origin: false });
  }
  return failed;
}
