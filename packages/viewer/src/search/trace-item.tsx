import { formatDuration, microseconds } from '@tracewalk/trace-model';
import type { FoundTrace } from '../api/types.ts';
import { traceHref } from '../app/match-route.ts';
import { formatClock, formatDate } from '../ui/format-time.ts';
import { formatCount, plural } from '../ui/format-number.ts';
import { ServiceChip } from '../ui/service-chip.tsx';
import { traceName } from './trace-name.ts';

interface TraceItemProps {
  readonly trace: FoundTrace;
  /** µs: a bar of the full width. */
  readonly longest: number;
  readonly file: string;
  readonly picked: boolean;
  readonly onPick?: () => void;
}

/** More would push what matters out of sight; the rest is counted. */
const CHIPS = 8;

export function TraceItem({ trace, longest, file, picked, onPick }: TraceItemProps) {
  const { traceId, startTimeUnixNano: start, duration, services, spanCount, errorCount } = trace;
  const name = traceName(trace);
  return (
    <li class={errorCount > 0 ? 'trace trace-failed' : 'trace'}>
      {onPick && (
        <label class="trace-pick">
          <input
            type="checkbox"
            checked={picked}
            aria-label={`Compare ${name} of ${formatClock(start)}`}
            onChange={onPick}
          />
        </label>
      )}
      <div class="trace-body">
        <div class="trace-head">
          <a class="trace-link" href={hrefOf(traceId, file)}>
            <bdi>{name}</bdi>
          </a>
          <code class="muted trace-id">{traceId.slice(0, 8)}</code>
          <span class="trace-duration">{formatDuration(microseconds(duration))}</span>
        </div>
        <div class="trace-bar" aria-hidden="true">
          <i style={{ width: `${Math.max((duration / longest) * 100, 0.3)}%` }} />
        </div>
        <div class="trace-facts">
          <span class="trace-time">
            <span class="muted">{formatDate(start)}</span> {formatClock(start)}
          </span>
          <span>{plural(spanCount, 'span')}</span>
          {errorCount > 0 && (
            <span class="error-text">
              <span aria-hidden="true">✗ </span>
              {plural(errorCount, 'error')}
            </span>
          )}
          {trace.partial && (
            <span class="badge" title="The oldest spans were evicted to make room">
              partial
            </span>
          )}
          {trace.orphanCount > 0 && (
            <span class="badge" title="Spans whose parent is not here: it is still running, or was not sent">
              {formatCount(trace.orphanCount)} without parent
            </span>
          )}
          {services.slice(0, CHIPS).map((service) => (
            <ServiceChip
              key={service.name}
              name={service.name}
              spans={service.spanCount || undefined}
              errors={service.errorSpanCount}
            />
          ))}
          {services.length > CHIPS && <span class="muted">and {services.length - CHIPS} more services</span>}
        </div>
      </div>
    </li>
  );
}

export const hrefOf = (traceId: string, file: string): string =>
  file ? `${traceHref(traceId)}?file=${encodeURIComponent(file)}` : traceHref(traceId);
