/** What must not be in any trace of the system, whichever story it tells. */
import type { Span, SpanEvent, Trace } from '@tracewalk/trace-model';
import * as registry from '../../packages/telemetry/src/attributes.ts';
import { ancestors } from './match.ts';

/** A sentence for each thing in the trace that must not be there. */
export function forbiddenInAnyTrace(trace: Trace): string[] {
  const faults = trace.nodes.flatMap((node) => [
    ...clientRoot(node.span),
    ...(node.orphan
      ? [`${title(node.span)} is an orphan: its parent ${node.span.parentSpanId} is missing`]
      : []),
    ...idInName(node.span),
    ...healthCheck(node.span),
    ...unregistered(node.span),
    ...recordedTwice(
      node.span,
      ancestors(trace, node).map(({ span }) => span),
    ),
  ]);
  return [...new Set(faults)].map((fault) => `${fault}.`);
}

const title = ({ service, kind, name }: Span): string => `${service}'s ${kind} span ${JSON.stringify(name)}`;

/** A call that nobody asked for: its caller should have a span of its own, or none at all. */
const clientRoot = (span: Span): string[] =>
  span.kind === 'CLIENT' && span.parentSpanId === undefined ? [`${title(span)} is a root`] : [];

/** A UUID, 16 or more hex digits, or a number that is a whole segment of a path. */
const ID = /[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{16}|(?:^|[/ ])\d+(?=$|[/ ?])/i;

/** Names are for grouping: an id in them makes a group of each span. */
function idInName(span: Span): string[] {
  if (/[\r\n]/.test(span.name)) return [`${title(span)} has a line break in its name`];
  return ID.test(span.name) ? [`${title(span)} has an id in its name`] : [];
}

const HEALTH = /(?:^|[\s/])(?:healthz|readyz)(?:$|[\s/?])/;

const healthCheck = (span: Span): string[] =>
  [span.name, span.attributes['url.path'], span.attributes['http.route']].some((each) =>
    HEALTH.test(String(each)),
  )
    ? [`${title(span)} is of a health check`]
    : [];

const REGISTERED = new Set<string>(Object.values(registry));

function unregistered(span: Span): string[] {
  const carriers = [span, ...span.events, ...span.links].map(({ attributes }) => attributes);
  return [...carriers, span.resource]
    .flatMap((attributes) => Object.keys(attributes))
    .filter((key) => key.startsWith('demo.') && !REGISTERED.has(key))
    .map((key) => `${title(span)} has ${key}, which is not in packages/telemetry/src/attributes.ts`);
}

/** An exception belongs to the span it was thrown in. On its way up through the service it is not recorded again. */
function recordedTwice(span: Span, above: readonly Span[]): string[] {
  const own = exceptionsOf(span);
  const others = above.filter(({ service }) => service === span.service).flatMap(exceptionsOf);
  const twice = own.filter((each, index) => own.indexOf(each) < index || others.includes(each));
  return twice.map((each) => `${title(span)} has an exception that is recorded twice: ${each}`);
}

/** Zipkin carries an event's name and nothing more: which exception it was, and whether twice the same, is lost. */
const exceptionsOf = ({ events }: Span): string[] =>
  events.filter(({ name, attributes }) => name === 'exception' && attributes['exception.type']).map(describe);

const describe = ({ attributes }: SpanEvent): string =>
  `${String(attributes['exception.type'])}: ${String(attributes['exception.message'])}`;
