/** A topology made ready to draw from: names become references, distributions become functions. */
import { durationSampler, countSampler, weightedIndex, type Sampler } from './distribution.ts';
import { describe, httpMethod, pathOf, type Described } from './conventions.ts';
import { raise, type RaisedFailure } from './failure.ts';
import type { Call, CallList, Operation, Service, Topology } from '../topology/topology.ts';
import { compileValue, type ValueTemplate } from './values.ts';
import type { ShapeKind, ShapeValue } from './shape.ts';

export interface CompiledOperation {
  readonly service: CompiledService;
  readonly name: string;
  readonly kind: ShapeKind;
  readonly type: Operation['type'];
  readonly self: Sampler;
  readonly failures: readonly { readonly rate: number; readonly failure: RaisedFailure }[];
  /** The same in every span, shared by all. */
  readonly constants: readonly (readonly [string, ShapeValue])[];
  readonly templates: readonly (readonly [string, Exclude<ValueTemplate, ShapeValue>])[];
  readonly link?: { readonly to: 'parent' | 'traces'; readonly count: Sampler };
  variants: readonly CompiledVariant[];
  pickVariant: Sampler;
}

export interface CompiledVariant {
  readonly constants: readonly (readonly [string, ShapeValue])[];
  readonly templates: readonly (readonly [string, Exclude<ValueTemplate, ShapeValue>])[];
  /** One after the other; what is in one stage begins together. */
  readonly stages: readonly (readonly CompiledCall[])[];
}

export interface CompiledCall {
  readonly operation: CompiledOperation;
  readonly chance: number;
  readonly count: Sampler;
  readonly repeat: 'sequential' | 'parallel';
  readonly async?: 'after' | 'during';
  readonly delay: Sampler;
  readonly onError: 'fail' | 'ignore';
  readonly attempts: number;
  readonly backoff: number;
}

export interface CompiledService {
  readonly index: number;
  readonly name: string;
  readonly definition: Service;
}

export interface CompiledTopology {
  readonly topology: Topology;
  readonly services: readonly CompiledService[];
  readonly starts: readonly CompiledOperation[];
  readonly pickStart: Sampler;
  /** @throws Error when there is none */
  operation(service: string, id: string): CompiledOperation;
  /** The CLIENT or PRODUCER span of a service that calls an operation. */
  caller(service: string, callee: CompiledOperation, calleeId: string): CompiledOperation;
}

export function compileTopology(topology: Topology): CompiledTopology {
  const services = Object.entries(topology.services).map(([name, definition], index) => ({
    index,
    name,
    definition,
  }));
  const byName = new Map(services.map((service) => [service.name, service]));
  const compiled = new Map<string, CompiledOperation>();

  const find = (service: string, id: string): CompiledOperation => {
    const found = compiled.get(`${service}\n${id}`);
    if (!found) throw new Error(`Cannot use topology ${topology.name}: ${service} has no operation ${id}`);
    return found;
  };
  const definitionOf = (service: string, id: string) => topology.services[service]?.operations[id];

  for (const service of services) {
    for (const [id, operation] of Object.entries(service.definition.operations)) {
      compiled.set(`${service.name}\n${id}`, compileOperation(service, id, operation));
    }
  }

  const caller = (
    service: string,
    callee: CompiledOperation,
    calleeId: string,
    network?: Call['network'],
  ): CompiledOperation => {
    const own = byName.get(service) ?? callee.service;
    const definition = definitionOf(callee.service.name, calleeId);
    const producer = callee.kind === 'CONSUMER';
    const described: Described = {
      name: callerName(callee),
      kind: producer ? 'PRODUCER' : 'CLIENT',
      type: callee.type,
      system: definition?.system,
      service: own.name,
      port: own.definition.port,
      callee: {
        service: callee.service.name,
        port: callee.service.definition.port,
        path: pathTemplate(definition, callee.name),
      },
    };
    const status = definition?.attributes['http.response.status_code'];
    const answered: [string, ValueTemplate][] = status
      ? [['http.response.status_code', compileValue(status)]]
      : [];
    return {
      ...split([...describe(described), ...(producer ? [] : answered)]),
      service: own,
      name: described.name,
      kind: described.kind,
      type: callee.type,
      self: durationSampler(network ?? { min: '100us', p50: '400us', p90: '1.2ms', p99: '6ms' }),
      failures: [],
      variants: [],
      pickVariant: () => 0,
    };
  };

  const compileCall = (from: CompiledOperation, call: Call): CompiledCall => {
    const target = find(call.service ?? from.service.name, call.operation);
    const consumer = target.kind === 'CONSUMER';
    const between =
      !call.direct &&
      ((target.kind === 'SERVER' && from.kind !== 'CLIENT') || (consumer && from.kind !== 'PRODUCER'));
    const delay = durationSampler(call.delay ?? (consumer ? { p50: '2ms', p99: '60ms' } : '0ms'));
    const once = { chance: 1, count: () => 1, repeat: 'sequential', attempts: 1, backoff: 0 } as const;
    const shared = {
      chance: call.chance,
      count: countSampler(call.count),
      repeat: call.repeat,
      onError: call.onError,
      attempts: call.retry?.attempts ?? 1,
      backoff: call.retry ? durationSampler(call.retry.backoff)(NO_RANDOM) : 0,
    };
    const async = call.async ?? (consumer ? 'after' : undefined);
    if (!between) return { ...shared, operation: target, async, delay };
    const via = caller(from.service.name, target, call.operation, call.network);
    const inner: CompiledCall = consumer
      ? { ...once, operation: target, async, delay, onError: 'ignore' }
      : { ...once, operation: target, delay: NEVER, onError: 'fail' };
    via.variants = [{ constants: [], templates: [], stages: [[inner]] }];
    return consumer
      ? { ...shared, operation: via, delay: NEVER }
      : { ...shared, operation: via, async: call.async, delay };
  };

  const stagesOf = (from: CompiledOperation, list: CallList) =>
    list.map((item) => ('parallel' in item ? item.parallel : [item]).map((call) => compileCall(from, call)));

  for (const service of services) {
    for (const [id, { calls = [], variants }] of Object.entries(service.definition.operations)) {
      const operation = find(service.name, id);
      const all = variants ?? [{ weight: 1, attributes: {}, calls }];
      operation.variants = all.map((variant) => ({
        ...split(Object.entries(variant.attributes ?? {}).map(([key, value]) => [key, compileValue(value)])),
        stages: stagesOf(operation, variant.calls),
      }));
      operation.pickVariant = weightedIndex(all.map(({ weight }) => weight));
    }
  }
  return {
    topology,
    services,
    starts: topology.starts.map(({ service, operation }) => find(service, operation)),
    pickStart: weightedIndex(topology.starts.map(({ weight }) => weight)),
    operation: find,
    caller,
  };
}

const NEVER = () => 0;
/** A backoff is one fixed time: nothing is drawn. */
const NO_RANDOM = undefined as never;

function callerName({ kind, type, name }: CompiledOperation): string {
  if (kind === 'CONSUMER') return `send ${name.replace(/^process /, '')}`;
  return type === 'http' ? httpMethod(name) : name;
}

/** What a caller asks for is what its callee sees. */
function pathTemplate(definition: Operation | undefined, name: string): string {
  const given = definition?.attributes['url.path'];
  return typeof given === 'string' ? given : pathOf(name);
}

function compileOperation(service: CompiledService, id: string, operation: Operation): CompiledOperation {
  const { name = id, kind, type, system, peer, self, failures, attributes, link } = operation;
  const described = { name, kind, type, system, peer, service: service.name, port: service.definition.port };
  const entries = new Map<string, ValueTemplate>(describe(described));
  for (const [key, value] of Object.entries(attributes)) entries.set(key, compileValue(value));
  return {
    ...split([...entries]),
    service,
    name,
    kind,
    type,
    self: durationSampler(self),
    failures: failures.map((failure) => ({ rate: failure.rate, failure: raise(failure) })),
    ...(link && { link: { to: link.to, count: countSampler(link.count) } }),
    variants: [],
    pickVariant: () => 0,
  };
}

function split(entries: readonly (readonly [string, ValueTemplate])[]) {
  const constants: [string, ShapeValue][] = [];
  const templates: [string, Exclude<ValueTemplate, ShapeValue>][] = [];
  for (const [key, value] of entries) {
    if (typeof value === 'function') templates.push([key, value]);
    else constants.push([key, value]);
  }
  return { constants, templates };
}
