/** Whether a trace is all there: spans arrive by different ways, and a trace can be looked at before the last has come. */
import type { Span, Trace, TraceNode } from '@tracewalk/trace-model';

/**
 * A sentence for each gap that shows that a span has not arrived: a parent that is missing, a call that was answered but
 * has no span of who answered it, a message that was sent but has not been taken.
 *
 * An empty list does not prove that nothing will follow: only the sender of the last span knows that.
 */
export function missingSpans(trace: Trace): string[] {
  return trace.nodes.flatMap((node) => {
    const { service, name } = node.span;
    if (node.orphan) return [`The span above ${service} “${name}” is missing.`];
    if (node.children.length > 0) return [];
    if (isAnsweredCall(node)) return [`Who answered ${service} “${name}” is missing.`];
    return isUntakenMessage(node) ? [`Who takes what ${service} sent with “${name}” is missing.`] : [];
  });
}

/** An HTTP call with a status. A call of a database has no span on its other side, one that failed may have none. */
const isAnsweredCall = ({ span }: TraceNode): boolean =>
  span.kind === 'CLIENT' &&
  attribute(span, 'http.request.method') !== undefined &&
  attribute(span, 'http.response.status_code') !== undefined;

/** A broker's message that matched nobody (`demo.trigger.matches` is 0) ends where it was sent. */
const isUntakenMessage = ({ span }: TraceNode): boolean =>
  span.kind === 'PRODUCER' &&
  span.status !== 'error' &&
  String(attribute(span, 'demo.trigger.matches')) !== '0';

const attribute = ({ attributes }: Span, name: string) => attributes[name];
