/** When the span was, and its ids. */
import type { SpanDetail } from '../../api/types.ts';
import { pointInTime } from '../format.ts';

export function Facts({ detail }: { detail: SpanDetail }) {
  const facts: [string, string][] = [
    ['Began', pointInTime(detail.startTimeUnixNano)],
    ['Ended', pointInTime(detail.endTimeUnixNano)],
    ['Span id', detail.spanId],
    ['Parent id', detail.parentSpanId === '' ? 'none: it is a root' : detail.parentSpanId],
    ['Trace state', detail.traceState],
    ['Scope', [detail.scope.name, detail.scope.version].filter(Boolean).join(' ')],
  ];
  return (
    <details class="detail-section" open>
      <summary>Times and ids</summary>
      <dl class="facts">
        {facts
          .filter(([, value]) => value.trim() !== '')
          .map(([what, value]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
      </dl>
    </details>
  );
}
