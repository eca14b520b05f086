/** Makes traces of a topology, the same ones for the same seed. */
import type { Topology } from '../topology/topology.ts';
import { compileTopology } from './compile.ts';
import { growCalls, type TraceHosts } from './grow-calls.ts';
import { growStatistics, prepareCallees } from './grow-statistics.ts';
import { Random } from './random.ts';
import { hostsOf } from './resources.ts';
import type { Shape, ShapeMaker, ShapeResource, StreamedShape } from './shape.ts';
import type { ValueSource } from './values.ts';

export interface ShapeOptions {
  /** Any integer; 1 unless told. */
  readonly seed?: number;
  /** How far each host's clock may be ahead or behind; 0 unless told. Nanoseconds. */
  readonly clockSkewNanos?: number;
}

export function createShapeMaker(
  topology: Topology,
  { seed = 1, clockSkewNanos = 0 }: ShapeOptions = {},
): ShapeMaker {
  const compiled = compileTopology(topology);
  const callees = prepareCallees(compiled);
  const hosts = compiled.services.map((service) => hostsOf(service, seed, clockSkewNanos));

  const offset = new Random(seed).int(1_000_000);
  const begin = (index: number): [TraceHosts, ValueSource] => {
    const random = new Random(seed, index);
    return [hostsForTrace(hosts, random), { random, drawn: new Map(), variables: topology.variables }];
  };
  const stream = (index: number): StreamedShape => {
    if (topology.statistics) return growStatistics(compiled, callees, ...begin(index), index + offset);
    const shape = make(index);
    return { resources: shape.resources, size: shape.spans.length, spans: () => shape.spans };
  };
  const make = (index: number): Shape => {
    if (topology.statistics) {
      const { resources, spans } = stream(index);
      return { resources, spans: [...spans()] };
    }
    const [traceHosts, source] = begin(index);
    const start = compiled.starts[compiled.pickStart(source.random)];
    if (!start) throw new Error(`Cannot make a trace of ${topology.name}: it starts nowhere`);
    return growCalls(start, traceHosts, source, topology.maxSpans);
  };
  return { make, stream };
}

/** One host of each service that takes part. */
function hostsForTrace(hosts: readonly (readonly ShapeResource[])[], random: Random): TraceHosts {
  const resources: ShapeResource[] = [];
  const indexes = new Map<number, number>();
  return {
    resources,
    resource({ index }) {
      const known = indexes.get(index);
      if (known !== undefined) return known;
      const instances = hosts[index] ?? [];
      const host = instances[random.int(instances.length)];
      if (!host) throw new Error('Cannot make a trace: a service has no host');
      const at = resources.push(host) - 1;
      indexes.set(index, at);
      return at;
    },
  };
}
