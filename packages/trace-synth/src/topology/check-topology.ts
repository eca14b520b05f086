/** What a schema cannot say of a topology: that names exist, that calls end, and that numbers are possible. */
import { meanCount } from '../shape/distribution.ts';
import type { Call, CallList, Operation, Topology } from './topology.ts';

export type Path = readonly (string | number)[];

export interface Problem {
  readonly path: Path;
  readonly message: string;
}

/** A list that repeats no problem; empty when all is well. */
export function checkTopology(topology: Topology): Problem[] {
  const unknown = [...namesUsed(topology)].flatMap(({ path, service, operation }) =>
    missing(topology, path, service, operation),
  );
  const impossible = operations(topology).flatMap(({ path, operation }) =>
    impossibleNumbers(path, operation),
  );
  const problems = [...unknown, ...impossible, ...unknownVariables(topology), ...impossibleRows(topology)];
  return problems.length > 0 ? problems : followCalls(topology);
}

interface PlacedOperation {
  readonly path: Path;
  readonly service: string;
  readonly id: string;
  readonly operation: Operation;
}

const operations = ({ services }: Topology): PlacedOperation[] =>
  Object.entries(services).flatMap(([service, { operations: own }]) =>
    Object.entries(own).map(([id, operation]) => ({
      path: ['services', service, 'operations', id],
      service,
      id,
      operation,
    })),
  );

interface PlacedCall {
  readonly path: Path;
  readonly call: Call;
  readonly share: number;
}

function inList(list: CallList, at: Path, share: number): PlacedCall[] {
  return list.flatMap((item, index) =>
    'parallel' in item
      ? item.parallel.map((call, branch) => ({ path: [...at, index, 'parallel', branch], call, share }))
      : [{ path: [...at, index], call: item, share }],
  );
}

/** Each call of an operation, with how often its variant is taken. */
function callsOf({ path, operation }: PlacedOperation): PlacedCall[] {
  const { calls = [], variants = [] } = operation;
  const weight = variants.reduce((sum, variant) => sum + variant.weight, 0);
  return [
    ...inList(calls, [...path, 'calls'], 1),
    ...variants.flatMap((variant, index) =>
      inList(variant.calls, [...path, 'variants', index, 'calls'], variant.weight / weight),
    ),
  ];
}

function* namesUsed(topology: Topology): Iterable<{ path: Path; service: string; operation: string }> {
  for (const [index, start] of topology.starts.entries()) yield { path: ['starts', index], ...start };
  for (const [index, callee] of (topology.statistics?.callees ?? []).entries()) {
    yield { path: ['statistics', 'callees', index], ...callee };
  }
  for (const placed of operations(topology)) {
    for (const { path, call } of callsOf(placed)) {
      yield { path, service: call.service ?? placed.service, operation: call.operation };
    }
  }
}

function missing({ services }: Topology, path: Path, service: string, operation: string): Problem[] {
  if (!Object.hasOwn(services, service)) {
    return [
      { path: [...path, 'service'], message: `there is no service ${service}${nearest(service, services)}` },
    ];
  }
  const own = services[service]?.operations ?? {};
  if (Object.hasOwn(own, operation)) return [];
  return [
    {
      path: [...path, 'operation'],
      message: `service ${service} has no operation ${operation}${nearest(operation, own)}`,
    },
  ];
}

const nearest = (name: string, known: object): string => {
  const names = Object.keys(known);
  const close = names.find((each) => each.toLowerCase().startsWith(name.slice(0, 3).toLowerCase()));
  return close ? ` (is ${close} meant?)` : `; there are ${names.slice(0, 5).join(', ') || 'none'}`;
};

function impossibleNumbers(path: Path, operation: Operation): Problem[] {
  const sum = operation.failures.reduce((total, failure) => total + failure.rate, 0);
  const rate = Number(sum.toPrecision(6));
  return [
    ...(rate > 1 ? [{ path: [...path, 'failures'], message: `rates add up to ${rate}, more than 1` }] : []),
    ...(operation.calls && operation.variants
      ? [{ path: [...path, 'variants'], message: 'calls and variants exclude each other' }]
      : []),
  ];
}

/** Rows that no tree has: so many spans do not fit on so many levels of that width, or are too few for them. */
function impossibleRows({ statistics, maxSpans }: Topology): Problem[] {
  const rows = statistics?.traces ?? [];
  return rows.flatMap(([size, depth, width, services], index): Problem[] => {
    const path = ['statistics', 'traces', index];
    if (services > size)
      return [{ path, message: `${services} services cannot take part with ${size} spans` }];
    if (size > maxSpans) return [{ path, message: `${size} spans are more than maxSpans, ${maxSpans}` }];
    if (statistics?.unit === 'call') return [];
    const fits = size - 1 <= depth * width && size >= depth + width && (size > 1 || depth === 0);
    return fits ? [] : [{ path, message: `no tree of ${size} spans has depth ${depth} and width ${width}` }];
  });
}

function unknownVariables(topology: Topology): Problem[] {
  return operations(topology).flatMap(({ path, operation }) => {
    const all: [Path, object][] = [
      [[...path, 'attributes'], operation.attributes],
      ...(operation.variants ?? []).map(({ attributes = {} }, index): [Path, object] => [
        [...path, 'variants', index, 'attributes'],
        attributes,
      ]),
    ];
    return all.flatMap(([at, attributes]) =>
      Object.entries(attributes).flatMap(([key, value]) =>
        typeof value === 'string'
          ? [...value.matchAll(/\{(\w+)\}/g)]
              .filter(([, variable = '']) => !Object.hasOwn(topology.variables, variable))
              .map(([used]) => ({ path: [...at, key], message: `there is no variable ${used}` }))
          : [],
      ),
    );
  });
}

const MAX_DEPTH = 1_000;

/** Calls must come to an end, not go deeper than a stack, and make traces that fit. */
function followCalls(topology: Topology): Problem[] {
  const placed = new Map(operations(topology).map((each) => [`${each.service}\n${each.id}`, each]));
  /** How many spans an operation makes on average, with all it calls; undefined while it is being followed. */
  const sizes = new Map<string, { size: number; depth: number } | undefined>();
  const problems: Problem[] = [];

  const follow = (key: string, way: readonly string[]): { size: number; depth: number } => {
    const known = sizes.get(key);
    const each = placed.get(key);
    if (known || !each) return known ?? { size: 0, depth: 0 };
    sizes.set(key, undefined);
    let [size, depth] = [1, 1];
    for (const { path, call, share } of callsOf(each)) {
      const callee = `${call.service ?? each.service}\n${call.operation}`;
      if (way.includes(callee) || callee === key) {
        const circle = [...way, key].slice([...way, key].indexOf(callee));
        const names = [...circle, callee].map((name) => name.replace('\n', ' '));
        problems.push({ path, message: `calls go in a circle: ${names.join(' > ')}` });
        continue;
      }
      if (way.length > MAX_DEPTH) {
        problems.push({ path, message: `calls are nested deeper than ${MAX_DEPTH}` });
        return { size, depth };
      }
      const below = follow(callee, [...way, key]);
      size += share * call.chance * meanCount(call.count) * (below.size + 1);
      depth = Math.max(depth, below.depth + 1);
    }
    sizes.set(key, { size, depth });
    return { size, depth };
  };

  for (const [index, { service, operation }] of topology.starts.entries()) {
    const { size } = follow(`${service}\n${operation}`, []);
    if (size > topology.maxSpans) {
      const message = `its traces have about ${Math.round(size)} spans, more than maxSpans, ${topology.maxSpans}`;
      problems.push({ path: ['starts', index], message });
    }
  }
  for (const key of placed.keys()) follow(key, []);
  return problems;
}
