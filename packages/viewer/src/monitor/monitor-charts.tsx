import { formatDuration, microseconds } from '@tracewalk/trace-model';
import { useMemo } from 'preact/hooks';
import type { Metrics } from '../api/types.ts';
import { lazy } from '../app/lazy.tsx';
import { navigate, setQuery } from '../app/router.ts';
import { formatShare } from '../ui/format-number.ts';
import { durationTick } from '../ui/tick-label.ts';
import type { ChartProps, ChartSeries } from './chart.tsx';
import { formatRate } from './format-rate.ts';
import { tracesHref, type Wanted } from './monitor-query.ts';

const Chart = lazy<ChartProps>('the chart', async () => (await import('./chart.tsx')).Chart);

interface MonitorChartsProps {
  readonly metrics: Metrics;
  readonly place: { readonly service: string; readonly operation: string };
}

const PERCENTILES = ['p50', 'p95', 'p99'] as const;

export function MonitorCharts({ metrics, place }: MonitorChartsProps) {
  const { steps } = metrics.all;
  const { rate, errors, durations } = useMemo(() => seriesOf(metrics), [metrics]);
  const show = (step: number, wanted?: Wanted) => {
    const end = steps.time[step];
    if (end !== undefined) navigate(tracesHref({ ...place, start: end - metrics.step, end }, wanted));
  };
  const common = {
    time: steps.time,
    onRange: (start: number, end: number) =>
      setQuery(
        { lookback: 'custom', start: String(Math.floor(start)), end: String(Math.ceil(end)) },
        { replace: false },
      ),
  };
  return (
    <div class="charts">
      <Chart {...common} title="Rate" series={rate} format={formatRate} onPick={(step) => show(step)} />
      <Chart
        {...common}
        title="Errors"
        series={errors}
        format={formatShare}
        onPick={(step) => show(step, { errors: true })}
      />
      <Chart
        {...common}
        title="Durations"
        series={durations}
        format={(value) => formatDuration(microseconds(value))}
        tick={durationTick}
        onPick={(step, line) => {
          const longerThan = steps[PERCENTILES[line] ?? 'p99'][step];
          show(step, longerThan ? { longerThan } : undefined);
        }}
      />
    </div>
  );
}

function seriesOf({ all: { steps } }: Metrics): Record<'rate' | 'errors' | 'durations', ChartSeries[]> {
  const shares = steps.errorRate.map((errors, step) => {
    const calls = steps.rate[step] ?? 0;
    return calls > 0 ? errors / calls : null;
  });
  return {
    rate: [{ label: 'calls', colour: '--accent', values: steps.rate }],
    errors: [{ label: 'failed', colour: '--error', values: shares }],
    durations: [
      { label: 'p50', colour: '--service-2', values: steps.p50 },
      { label: 'p95', colour: '--service-1', values: steps.p95, dash: [6, 3] },
      { label: 'p99', colour: '--service-5', values: steps.p99, dash: [2, 3] },
    ],
  };
}
