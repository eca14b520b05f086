/** Finding what a contract names in a trace. */
import type { Attributes, AttributeValue, Trace, TraceNode } from '@tracewalk/trace-model';
import type { Matcher, RequiredSpan, SpanPattern } from './contract.ts';

export function findSpans(trace: Trace, pattern: SpanPattern): TraceNode[] {
  return trace.nodes.filter((node) => fits(node, pattern) && isWithin(trace, node, pattern.within));
}

/** The span, above it included. */
export const isSpan = (trace: Trace, node: TraceNode, pattern: SpanPattern): boolean =>
  fits(node, pattern) && isWithin(trace, node, pattern.within);

const fits = ({ span }: TraceNode, { service, kind, name }: SpanPattern): boolean =>
  span.service === service && span.kind === kind && nameFits(span.name, name);

const nameFits = (name: string, wanted: string | RegExp): boolean =>
  typeof wanted === 'string' ? name === wanted : wanted.test(name);

function isWithin(trace: Trace, node: TraceNode, above: SpanPattern['within']): boolean {
  return (
    above === undefined ||
    ancestors(trace, node).some(
      ({ span }) => span.service === above.service && nameFits(span.name, above.name),
    )
  );
}

export const parentOf = (trace: Trace, { span }: TraceNode): TraceNode | undefined =>
  span.parentSpanId === undefined ? undefined : trace.byId.get(span.parentSpanId);

/** From the parent up to the root. The parents of a broken trace may form a circle: it is walked once. */
export function ancestors(trace: Trace, node: TraceNode): TraceNode[] {
  const above = new Set<TraceNode>();
  for (let parent = parentOf(trace, node); parent && !above.has(parent); parent = parentOf(trace, parent))
    above.add(parent);
  return [...above];
}

/** A sentence for each attribute that is missing or of another value. */
export function wrongAttributes(attributes: Attributes, wanted: RequiredSpan['attributes'] = {}): string[] {
  return Object.entries(wanted).flatMap(([key, matcher]) => {
    const value = attributes[key];
    if (value === undefined) return [`has no attribute ${key}`];
    return matches(value, matcher) ? [] : [`has ${key} ${String(value)}, not ${describeMatcher(matcher)}`];
  });
}

function matches(value: AttributeValue, matcher: Matcher): boolean {
  if (matcher instanceof RegExp) return matcher.test(String(value));
  return [matcher].flat().some((each) => String(each) === String(value));
}

const describeMatcher = (matcher: Matcher): string =>
  matcher instanceof RegExp ? `something like ${matcher}` : [matcher].flat().join(' or ');

/** `server SERVER span POST /stacks/:id/runs within scheduler's start due run` */
export function describe({ service, kind, name, within }: SpanPattern): string {
  const place = within ? ` within ${within.service}'s ${within.name}` : '';
  return `${service}'s ${kind} span ${name}${place}`;
}
