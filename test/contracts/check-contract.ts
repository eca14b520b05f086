/** Holds a trace to a contract. */
import type { Span, Trace, TraceNode } from '@tracewalk/trace-model';
import type { Contract, Edge, ExportProtocol, RequiredSpan } from './contract.ts';
import { forbiddenInAnyTrace } from './forbidden.ts';
import { describe, findSpans, isSpan, parentOf, wrongAttributes } from './match.ts';

/** What is missing or wrong, a sentence each; none when the trace keeps the contract. */
export function checkTrace(contract: Contract, trace: Trace): string[] {
  return [
    ...checkRoot(contract.root, trace),
    ...contract.edges.flatMap((edge) => checkEdge(edge, trace)),
    ...contract.spans.flatMap((span) => checkSpan(span, trace)),
    ...(contract.forbidden ?? []).flatMap((pattern) =>
      findSpans(trace, pattern).map(() => `There is ${describe(pattern)}, which must not be there.`),
    ),
    ...forbiddenInAnyTrace(trace),
  ];
}

function checkRoot(root: RequiredSpan, trace: Trace): string[] {
  const [first] = trace.roots;
  if (!first) return ['The trace is empty.'];
  if (isSpan(trace, first, root)) return wrongSpan(first, root);
  const { service, kind, name } = first.span;
  return [`The trace begins with ${describe({ service, kind, name })}, not with ${describe(root)}.`];
}

/** One such span must be as the contract says: a job may be tried several times before it succeeds. */
function checkSpan(wanted: RequiredSpan, trace: Trace): string[] {
  const found = findSpans(trace, wanted);
  if (found.length === 0) return [`There is no ${describe(wanted)}.`];
  return fewest(found.map((node) => wrongSpan(node, wanted)));
}

function wrongSpan(node: TraceNode, wanted: RequiredSpan): string[] {
  const { span } = node;
  const faults = [
    ...wrongAttributes(span.attributes, wanted.attributes),
    ...(wanted.export ? wrongExport(span, wanted.export) : []),
    ...(wanted.linksTo && !span.links.some((link) => link.traceId !== span.traceId)
      ? ['has no link to another trace']
      : []),
  ];
  return faults.map((fault) => `${describe(wanted)} ${fault}.`);
}

function checkEdge(edge: Edge, trace: Trace): string[] {
  const { caller, callerKind, callee } = edge;
  const found = findSpans(trace, callee);
  if (found.length === 0) return [`There is no ${describe(callee)}.`];
  const called = found.filter((node) => {
    const parent = parentOf(trace, node)?.span;
    return parent?.service === caller && parent.kind === callerKind;
  });
  if (called.length === 0)
    return [`${describe(callee)} is not the child of a ${callerKind} span of ${caller}.`];
  return [...new Set(called.flatMap(({ span }) => wrongCallee(span, edge)))];
}

function wrongCallee(span: Span, { caller, callee, format, calleeExport, linked }: Edge): string[] {
  const sent = span.attributes['demo.propagation.format'];
  const faults = [
    ...(sent === undefined ? [`does not say in which format ${caller} sent the trace context`] : []),
    ...(sent !== undefined && sent !== format
      ? [`had its trace context from ${caller} as ${String(sent)}, not as ${format}`]
      : []),
    ...(linked && !span.links.some((link) => link.spanId === span.parentSpanId)
      ? [`has no link to the span of ${caller} that is its parent`]
      : []),
    ...wrongExport(span, calleeExport),
  ];
  return faults.map((fault) => `${describe(callee)} ${fault}.`);
}

const KNOWN_PROTOCOLS: readonly unknown[] = ['otlp-http', 'otlp-grpc', 'zipkin'] satisfies ExportProtocol[];

/** Only the local backend tells how a span came; others are silent, or have words of their own (`otlp`). */
function wrongExport(span: Span, wanted: ExportProtocol): string[] {
  const arrived = span.attributes['internal.span.format'];
  if (!KNOWN_PROTOCOLS.includes(arrived) || arrived === wanted) return [];
  return [`was exported by ${String(arrived)}, not by ${wanted}`];
}

const fewest = (lists: string[][]): string[] =>
  lists.reduce((least, list) => (list.length < least.length ? list : least));
