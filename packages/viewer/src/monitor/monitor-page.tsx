/** Monitor: rate, errors and durations of services and operations over time, counted from the spans. */
import { useMemo, useState } from 'preact/hooks';
import type { Metrics } from '../api/types.ts';
import { useAnswer } from '../api/use-answer.ts';
import { usePageTitle } from '../app/page-title.ts';
import { query, setQuery, url } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { readRange } from '../ui/time-range.ts';
import { GroupsTable } from './groups-table.tsx';
import { MonitorCharts } from './monitor-charts.tsx';
import { MonitorForm } from './monitor-form.tsx';
import { type MonitorQuery, toApi } from './monitor-query.ts';
import { Totals } from './totals.tsx';
import '../ui/page.css';
import './monitor.css';

const DEFAULT_LOOKBACK = '15m';

function readMonitor(parameters: URLSearchParams): MonitorQuery {
  return {
    ...readRange(parameters, DEFAULT_LOOKBACK),
    service: parameters.get('service') ?? '',
    operation: parameters.get('operation') ?? '',
    spans: parameters.get('spans') === 'all' ? 'all' : 'calls',
  };
}

export function MonitorPage() {
  usePageTitle('Monitor');
  const [askedAt, setAskedAt] = useState(() => Date.now());
  const monitor = readMonitor(url.value.searchParams);
  const { data, error, retry } = useAnswer<Metrics>(toApi(monitor, askedAt));
  const refresh = () => setAskedAt(Date.now());
  useShortcuts('Monitor', [
    { keys: 'r', label: 'Ask again', run: refresh },
    { keys: 'Escape', label: 'Show all services', run: () => setQuery({ service: '', operation: '' }) },
  ]);
  return (
    <div class="page">
      <h1>Monitor</h1>
      <MonitorForm
        monitor={monitor}
        onChange={(part) => {
          refresh();
          setQuery(part, { replace: false });
        }}
        onRefresh={refresh}
      />
      {error && (
        <ErrorState title="Cannot show the metrics" retry={retry}>
          <p>{error.message}</p>
        </ErrorState>
      )}
      {!data && !error && <Loading what="the metrics" />}
      {data && !error && <Shown metrics={data} monitor={monitor} />}
    </div>
  );
}

function Shown({ metrics, monitor }: { readonly metrics: Metrics; readonly monitor: MonitorQuery }) {
  // Read here, so that the charts are drawn again only when there is something new.
  const operation = query('operation');
  const place = useMemo(() => ({ service: monitor.service, operation }), [monitor.service, operation]);
  if (metrics.all.calls === 0) return <NoCalls monitor={monitor} />;
  return (
    <>
      <Totals totals={metrics.all} seconds={(metrics.end - metrics.start) / 1_000_000} />
      <MonitorCharts metrics={metrics} place={place} />
      <GroupsTable metrics={metrics} service={monitor.service} />
    </>
  );
}

const NoCalls = ({ monitor: { service, operation, spans } }: { readonly monitor: MonitorQuery }) => (
  <EmptyState title={service ? `No calls of ${operation || service} in this time` : 'No calls in this time'}>
    <ul>
      <li>
        Choose a longer time, or <a href="/monitor">all services</a>
      </li>
      {spans === 'calls' && (
        <li>
          Only requests and messages that a service took are counted. One that is never called has other
          spans:{' '}
          <button type="button" class="button-link" onClick={() => setQuery({ spans: 'all' })}>
            count all spans
          </button>
        </li>
      )}
      <li>
        <code>npm start</code> brings the system and its load
      </li>
    </ul>
  </EmptyState>
);
