/** From what was seen of an operation to how a topology describes it. */
import { spanEnd, type Span, type TraceNode } from '@tracewalk/trace-model';
import type { Call, CallList, Failure, Operation, Variable } from '../topology/topology.ts';
import { writeDuration } from '../topology/quantities.ts';
import { learnAttributes } from './learned-attributes.ts';
import { failedByItself, type Observed } from './observe.ts';
import { countsOf, durationsOf, type OperationInput } from './quantiles.ts';
import { failed, type ObservedCall, type ObservedChildren } from './stages.ts';

/** Names an operation of a topology. */
export type Reference = (key: string) => { service: string; operation: string };

interface CallInput extends Partial<Call> {
  service: string;
  operation: string;
}

const MOST_VARIANTS = 40;

export function learnOperation(
  { nodes, children }: Observed,
  reference: Reference,
  keepValues: boolean,
  variables: Map<string, Variable>,
): OperationInput {
  const [first] = nodes;
  if (!first) throw new Error('Cannot learn an operation: there are no spans of it');
  const { name, kind, attributes, service } = first.span;
  const spans = nodes.map(({ span }) => span);
  const selfTimes = nodes.filter((node) => !failed(node)).map(({ selfTime }) => selfTime);
  return {
    name: name === '' ? 'unnamed' : name.slice(0, 200),
    kind,
    type: typeOf(spans),
    system: systemOf(attributes),
    self: durationsOf(selfTimes.length > 0 ? selfTimes : nodes.map(({ selfTime }) => selfTime)),
    failures: learnFailures(nodes, keepValues),
    attributes: learnAttributes(spans, keepValues, variables),
    link: learnLinks(nodes),
    ...learnCalls(nodes, children, reference, service),
  };
}

const SYSTEMS = ['db.system.name', 'messaging.system.name', 'rpc.system.name'];

function systemOf(attributes: Span['attributes']): string | undefined {
  const found = SYSTEMS.map((key) => attributes[key]).find(
    (value) => typeof value === 'string' && value !== '',
  );
  return typeof found === 'string' ? found.slice(0, 200) : undefined;
}

/** Only where the spans follow the current conventions: what they lack is added by their type. */
function typeOf(spans: readonly Span[]): Operation['type'] {
  const most = (key: string) => spans.filter(({ attributes }) => key in attributes).length > spans.length / 2;
  if (most('cloudevents.event_id')) return 'cloudevents';
  if (most('http.request.method')) return 'http';
  if (most('rpc.system.name')) return 'rpc';
  if (most('db.system.name')) return 'db';
  return most('messaging.system.name') ? 'messaging' : 'plain';
}

const MOST_FAILURES = 5;

function learnFailures(nodes: readonly TraceNode[], keepValues: boolean): Failure[] {
  const own = nodes.filter(failedByItself);
  const kinds = Map.groupBy(own, ({ span }) => JSON.stringify([statusOf(span), exceptionOf(span)]));
  return [...kinds.values()]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, MOST_FAILURES)
    .map((group): Failure => {
      const [{ span } = { span: undefined }] = group;
      const type = span && exceptionOf(span);
      return {
        rate: Number((group.length / nodes.length).toPrecision(4)),
        status: span ? statusOf(span) : 500,
        ...(type && { type: type.slice(0, 200) }),
        ...(keepValues && span?.statusMessage && { message: span.statusMessage.slice(0, 1_000) }),
      };
    });
}

const exceptionOf = ({ events }: Span): string | undefined => {
  const type = events.find(({ name }) => name === 'exception')?.attributes['exception.type'];
  return typeof type === 'string' && type !== '' ? type : undefined;
};

function statusOf({ attributes }: Span): Failure['status'] {
  const grpc = attributes['rpc.response.status_code'];
  if (typeof grpc === 'string' && /^[A-Z_]+$/.test(grpc) && grpc !== 'OK') return grpc;
  const http = Number(attributes['http.response.status_code'] ?? attributes['http.status_code']);
  return http >= 400 && http <= 599 ? http : 500;
}

function learnLinks(nodes: readonly TraceNode[]): OperationInput['link'] {
  const toParent = nodes.filter(({ span }) => span.links.some(({ spanId }) => spanId === span.parentSpanId));
  if (toParent.length > nodes.length / 2) return { to: 'parent' };
  const others = nodes.map(({ span }) => span.links.filter(({ traceId }) => traceId !== span.traceId).length);
  return others.some((count) => count > 0) ? { to: 'traces', count: countsOf(others) } : undefined;
}

/**
 * Where the same few courses of action come again and again, each is a variant. Otherwise calls are taken to have nothing
 * to do with each other. A span that failed was cut short: it shows no course of action, unless all have failed.
 */
function learnCalls(
  nodes: readonly TraceNode[],
  all: readonly ObservedChildren[],
  reference: Reference,
  service: string,
): Pick<OperationInput, 'calls' | 'variants'> {
  const whole = all.filter((_, index) => nodes[index] && !cutShort(nodes[index]));
  const children = whole.length > 0 ? whole : all;
  const variants = [...Map.groupBy(children, ({ signature }) => signature).values()];
  const context = { nodes, all, reference, service };
  if (variants.length === 1) {
    const calls = callsOf(children, context);
    return calls.length > 0 ? { calls } : {};
  }
  if (variants.length <= MOST_VARIANTS) {
    return { variants: variants.map((group) => ({ weight: group.length, calls: callsOf(group, context) })) };
  }
  return { calls: independentCalls(children, context) };
}

const cutShort = (node: TraceNode): boolean => failed(node) && node.span.kind !== 'CLIENT';

interface Context {
  readonly nodes: readonly TraceNode[];
  readonly all: readonly ObservedChildren[];
  readonly reference: Reference;
  readonly service: string;
}

function callsOf(group: readonly ObservedChildren[], context: Context): CallList {
  const [first] = group;
  const stages = (first?.stages ?? []).map((stage, at) =>
    stage.map((call, branch) =>
      callInput(
        call.key,
        group.flatMap(({ stages: each }) => each[at]?.[branch] ?? []),
        1,
        context,
      ),
    ),
  );
  const sync = stages.map((stage) => (stage.length === 1 && stage[0] ? stage[0] : { parallel: stage }));
  return [...asyncCalls(group, context), ...sync] as CallList;
}

function independentCalls(children: readonly ObservedChildren[], context: Context): CallList {
  const byKey = Map.groupBy(
    children.flatMap(({ stages }) => stages.flat()),
    ({ key }) => key,
  );
  const calls = [...byKey].map(([key, seen]) => {
    const callers = children.filter(({ stages }) =>
      stages.some((stage) => stage.some((call) => call.key === key)),
    );
    return callInput(key, seen, callers.length / children.length, context, callers.length);
  });
  const together = children.filter(({ stages }) => stages.some((stage) => stage.length > 1)).length;
  const list = together > children.length / 2 && calls.length > 1 ? [{ parallel: calls }] : calls;
  return [...asyncCalls(children, context), ...list] as CallList;
}

function callInput(
  key: string,
  seen: readonly ObservedCall[],
  chance: number,
  context: Context,
  callers = seen.length,
): CallInput {
  const attempts = attemptsOf(seen);
  const counts = seen.map(({ turns }) => splitAfter(turns, attempts).length);
  const parallel = seen.filter(({ repeat }) => repeat === 'parallel').length;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const turns = seen.flatMap((call) => splitAfter(call.turns, attempts));
  return {
    ...context.reference(key),
    direct: true,
    ...(chance < 1 && { chance: Number(chance.toPrecision(4)) }),
    ...(total !== callers && {
      count: callers === seen.length ? countsOf(counts) : Math.round(total / callers),
    }),
    ...(parallel > seen.length / 2 && { repeat: 'parallel' }),
    ...retryOf(turns, attempts),
    ...(isIgnored(key, attempts, context) && { onError: 'ignore' }),
  };
}

type Turns = ObservedCall['turns'];

const firstFailed = (turns: Turns) => turns.filter(([node]) => node && failed(node));

/**
 * How often a call is tried, 1 where it is not tried again. A call that was given up looks like an attempt of the next
 * one of the same operation: so the longest rows of attempts, one in twenty, are taken to be several calls.
 */
function attemptsOf(seen: readonly ObservedCall[]): number {
  const failing = firstFailed(seen.flatMap(({ turns }) => turns)).map((turn) => turn.length);
  if (failing.filter((length) => length > 1).length < failing.length / 2) return 1;
  const most = failing.toSorted((a, b) => a - b)[Math.floor(failing.length * 0.95)] ?? 1;
  return Math.min(20, most);
}

const splitAfter = (turns: Turns, attempts: number): Turns =>
  turns.flatMap((turn) =>
    Array.from({ length: Math.ceil(turn.length / attempts) }, (_, part) =>
      turn.slice(part * attempts, (part + 1) * attempts),
    ),
  );

function retryOf(turns: Turns, attempts: number): { retry?: { attempts: number; backoff: string } } {
  if (attempts < 2) return {};
  const waits = firstFailed(turns).flatMap(([a, b]) =>
    a && b ? [Math.max(0, b.span.start - spanEnd(a.span))] : [],
  );
  const median = waits.toSorted((a, b) => a - b)[waits.length >> 1] ?? 0;
  // Backoffs are drawn between half and all of what is written.
  return { retry: { attempts, backoff: writeDuration((median * 1_000) / 0.75) } };
}

/** Whether the caller mostly went on when this call had failed for good. */
function isIgnored(key: string, attempts: number, { nodes, all }: Context): boolean {
  let [went, stopped] = [0, 0];
  for (const [index, { stages }] of all.entries()) {
    const node = nodes[index];
    const calls = stages.flat().filter((call) => call.key === key);
    const lost = calls
      .flatMap(({ turns }) => splitAfter(turns, attempts))
      .some((turn) => turn.length > 0 && turn.every((each) => failed(each)));
    if (!node || !lost) continue;
    if (failed(node)) stopped += 1;
    else went += 1;
  }
  return went > stopped;
}

/** Delays count from where the topology starts to wait: the caller's end, or its start. */
function asyncCalls(group: readonly ObservedChildren[], { reference, nodes, all }: Context): CallInput[] {
  const parents = new Map(all.map((children, index) => [children, nodes[index]]));
  const seen = group.flatMap((children) =>
    children.async.map((call) => ({ ...call, children, parent: parents.get(children) })),
  );
  return [...Map.groupBy(seen, ({ key }) => key)].map(([key, calls]): CallInput => {
    const after = calls.filter(({ mode }) => mode === 'after').length >= calls.length / 2;
    const delays = calls.map(({ node, parent }) =>
      parent ? node.span.start - (after ? spanEnd(parent.span) : parent.span.start) : 0,
    );
    const perParent = [...Map.groupBy(calls, ({ children }) => children).values()].map((each) => each.length);
    const chance = perParent.length / group.length;
    return {
      ...reference(key),
      direct: true,
      async: after ? 'after' : 'during',
      delay: durationsOf(delays),
      ...(chance < 1 && { chance: Number(chance.toPrecision(4)) }),
      ...(perParent.some((count) => count > 1) && { count: countsOf(perParent) }),
    };
  });
}
