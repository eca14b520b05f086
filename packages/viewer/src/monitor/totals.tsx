import { formatDuration, microseconds } from '@tracewalk/trace-model';
import type { MetricTotals } from '../api/types.ts';
import { formatCount, formatShare } from '../ui/format-number.ts';
import { formatRate } from './format-rate.ts';

/** The whole time range in one line. */
export const Totals = ({ totals, seconds }: { readonly totals: MetricTotals; readonly seconds: number }) => (
  <dl class="totals">
    <div>
      <dt>Calls</dt>
      <dd>{formatCount(totals.calls)}</dd>
    </div>
    <div>
      <dt>Rate</dt>
      <dd>{formatRate(totals.calls / seconds)}</dd>
    </div>
    <div>
      <dt>Errors</dt>
      <dd class={totals.errors > 0 ? 'error-text' : undefined}>
        {totals.errors > 0 ? `✗ ${formatShare(totals.errors / totals.calls)}` : 'none'}
      </dd>
    </div>
    {(['p50', 'p95', 'p99'] as const).map((name) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{shown(totals[name])}</dd>
      </div>
    ))}
  </dl>
);

export const shown = (duration: number | null): string =>
  duration === null ? '–' : formatDuration(microseconds(duration));
