/** What a trace says, in a sentence: which service failed, or where the time went. */
import {
  criticalPath,
  formatDuration,
  microseconds,
  type Span,
  type Trace,
  type TraceNode,
} from '@tracewalk/trace-model';

export interface Verdict {
  readonly kind: 'failed' | 'took';
  /** The service it is about. */
  readonly service: string;
  readonly text: string;
}

/**
 * The failure that others followed from, when there is one: of the failed spans the first that has no failed span below
 * it. Otherwise the service that the trace waited for longest.
 */
export function verdict(trace: Trace): Verdict {
  const above = aboveFailures(trace);
  const failed = trace.nodes.find((node) => isFailed(node) && !above.has(node.span.spanId));
  return failed ? ofFailure(failed) : ofTime(trace);
}

function ofFailure({ span, children }: TraceNode): Verdict {
  const why = reason(span);
  const callee = span.kind === 'CLIENT' && children.length === 0 ? address(span) : '';
  const what = callee
    ? `${span.service} got no good answer from ${callee}`
    : `${span.service} failed in “${span.name}”`;
  return { kind: 'failed', service: span.service, text: `${what}${why ? `: ${why}` : ''}` };
}

/** Whom a call went to, as far as its span says: there is no span of the one called. */
function address({ attributes }: Span): string {
  const [host, port] = [attributes['server.address'], attributes['server.port']];
  return host === undefined ? '' : `${String(host)}${port === undefined ? '' : `:${String(port)}`}`;
}

/** In the words of the span: its status, its exception, or what HTTP answered. */
function reason({ statusMessage, events, attributes }: Span): string {
  const exception = events.find(({ name }) => name === 'exception')?.attributes['exception.message'];
  const status = attributes['http.response.status_code'];
  return (
    statusMessage || String(exception ?? '') || (status === undefined ? '' : `answered ${String(status)}`)
  );
}

function ofTime(trace: Trace): Verdict {
  const answered = trace.roots[0]?.span.duration ?? trace.duration;
  if (answered < trace.duration / 2) return ofWhatFollowed(trace, answered);
  const path = criticalPath(trace).map(({ node, start, end }) => ({ node, time: end - start }));
  const [service, time] = longest(path);
  const share = answered > 0 ? ` (${Math.round((time / answered) * 100)}%)` : '';
  return {
    kind: 'took',
    service,
    text: `The largest part of the time went to ${service}: ${shown(time)} of ${shown(answered)}${share}`,
  };
}

/** What the root set off went on for longer than the root itself: a job, or the page that was loaded. */
function ofWhatFollowed(trace: Trace, answered: number): Verdict {
  const [service] = longest(trace.nodes.map((node) => ({ node, time: node.selfTime })));
  const text = `Answered after ${shown(answered)}; what followed took ${shown(trace.duration)} in all, the largest part of it in ${service}`;
  return { kind: 'took', service, text };
}

/** The service with the most time, and how much. */
function longest(parts: readonly { node: TraceNode; time: number }[]): [string, number] {
  const spent = new Map<string, number>();
  for (const { node, time } of parts)
    spent.set(node.span.service, (spent.get(node.span.service) ?? 0) + time);
  return [...spent].toSorted(([, a], [, b]) => b - a)[0] ?? ['', 0];
}

const shown = (time: number): string => formatDuration(microseconds(time));

/**
 * An answer of 4xx is an error on the span of who asked (HTTP conventions), but no service failed: what was asked for was
 * not there, or not allowed.
 */
function isFailed({ span }: TraceNode): boolean {
  const status = Number(span.attributes['http.response.status_code']);
  const refused = span.kind === 'CLIENT' && status >= 400 && status < 500;
  return span.status === 'error' && !refused;
}

/** Ids of the spans with a failed one below them. Children come after their parents in `nodes`, so one pass back is enough. */
function aboveFailures(trace: Trace): ReadonlySet<string> {
  const above = new Set<string>();
  for (const node of trace.nodes.toReversed()) {
    const { spanId, parentSpanId } = node.span;
    if (parentSpanId && (isFailed(node) || above.has(spanId))) above.add(parentSpanId);
  }
  return above;
}
