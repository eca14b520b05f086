/** Services whose spans lie where they cannot have been: outside of the call that caused them. */
import { spanEnd, type Trace, type TraceNode } from '@tracewalk/trace-model';
import type { Judgement } from './judge-story.ts';

/** Less than this may be how clocks are read; in microseconds. */
const LEAST = 100_000;

export function judgeClocks(trace: Trace): Judgement[] {
  const judged = trace.nodes.flatMap((node) => {
    const parent = trace.byId.get(node.span.parentSpanId ?? '');
    if (!parent || parent.span.service === node.span.service) return [];
    const evidence = wrongTime(node, parent);
    const { service } = node.span;
    return evidence
      ? [
          {
            cause: 'clock-skew' as const,
            service,
            about: service,
            evidence: `trace ${trace.id}: ${evidence}`,
          },
        ]
      : [];
  });
  return judged.slice(0, 1);
}

/** Only a call that is waited for has to hold what it caused; a queue or an event may come later. */
function wrongTime({ span, clockSkew }: TraceNode, { span: call }: TraceNode): string | undefined {
  const what = `${span.service}'s ${span.name}`;
  if (clockSkew !== undefined && clockSkew > LEAST)
    return `${what} begins ${seconds(clockSkew)} before ${call.service} calls`;
  const late = span.start - spanEnd(call);
  const waited = span.kind === 'SERVER' && call.kind === 'CLIENT' && call.status !== 'error';
  return waited && late > LEAST
    ? `${what} begins ${seconds(late)} after ${call.service}'s call has ended`
    : undefined;
}

const seconds = (time: number): string => `${(time / 1e6).toFixed(1)} s`;
