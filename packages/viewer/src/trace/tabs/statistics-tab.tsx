/** Where the time went: a row for each service, or for each service and operation. */
import { useComputed } from '@preact/signals';
import { formatCount, formatShare } from '../../ui/format-number.ts';
import { duration, named } from '../format.ts';
import { statistics, type StatisticsRow } from '../model/statistics.ts';
import { ServiceMark } from '../../ui/service-chip.tsx';
import type { TraceState } from '../state/trace-state.ts';
import { More } from './more.tsx';

type Column = { key: keyof StatisticsRow; name: string; note?: string; text: (row: StatisticsRow) => string };

const COLUMNS: readonly Column[] = [
  { key: 'spans', name: 'Spans', text: (row) => formatCount(row.spans) },
  { key: 'errors', name: 'Failed', text: (row) => (row.errors > 0 ? `✗ ${formatCount(row.errors)}` : '0') },
  {
    key: 'self',
    name: 'Own work',
    note: 'Time in which no child was at work',
    text: (row) => duration(row.self),
  },
  {
    key: 'critical',
    name: 'Critical',
    note: 'Time on the critical path',
    text: (row) => duration(row.critical),
  },
  { key: 'total', name: 'Total', note: 'All durations together', text: (row) => duration(row.total) },
  { key: 'shortest', name: 'Shortest', text: (row) => duration(row.shortest) },
  { key: 'median', name: 'Median', text: (row) => duration(row.median) },
  { key: 'p95', name: 'p95', text: (row) => duration(row.p95) },
  { key: 'longest', name: 'Longest', text: (row) => duration(row.longest) },
];

export function StatisticsTab({ state }: { state: TraceState }) {
  const by = state.url.get('by') === 'service' ? 'service' : 'operation';
  const rows = useComputed(() =>
    statistics(state.columns, state.url.get('by') === 'service' ? 'service' : 'operation'),
  ).value;
  const [key, direction] = sortOf(state.url.get('sort'));
  const sorted = rows.toSorted((a, b) => direction * compare(a[key], b[key]));
  const self = rows.reduce((sum, row) => sum + row.self, 0);
  const sortBy = (column: keyof StatisticsRow) => {
    const isSame = column === key;
    state.url.set({ sort: isSame && direction === -1 ? column : `-${column}` });
  };
  const head = (column: keyof StatisticsRow, name: string, note = '') => (
    <th
      scope="col"
      class={column === 'operation' ? 'is-text' : undefined}
      aria-sort={column === key ? (direction === 1 ? 'ascending' : 'descending') : undefined}
    >
      <button type="button" class="sort" title={note} onClick={() => sortBy(column)}>
        {name} <span aria-hidden="true">{column === key ? (direction === 1 ? '▲' : '▼') : ''}</span>
      </button>
    </th>
  );
  return (
    <div class="tab-body">
      <div class="tab-tools" role="group" aria-label="Rows">
        {(['operation', 'service'] as const).map((each) => (
          <button
            key={each}
            type="button"
            class="button"
            aria-pressed={by === each}
            onClick={() => state.url.set({ by: each === 'operation' ? '' : each })}
          >
            {each === 'operation' ? 'By operation' : 'By service'}
          </button>
        ))}
      </div>
      <More items={sorted} what="row">
        {(shown) => (
          <div class="scroll-x" tabIndex={0} role="region" aria-label="Statistics">
            <table class="data">
              <caption class="visually-hidden">Where the time of this trace went</caption>
              <thead>
                <tr>
                  {head('service', 'Service')}
                  {by === 'operation' && head('operation', 'Operation')}
                  {COLUMNS.map(({ key: column, name, note }) => head(column, name, note))}
                </tr>
              </thead>
              <tbody>
                {shown.map((row) => (
                  <tr key={`${row.service}\u0000${row.operation}`}>
                    <th scope="row">
                      <ServiceMark name={row.service} /> <bdi>{named(row.service, 'service')}</bdi>
                    </th>
                    {by === 'operation' && (
                      <td class="is-text">
                        <button
                          type="button"
                          class="button-link"
                          title="Show the longest one"
                          onClick={() => state.openOnTimeline(row.example)}
                        >
                          <bdi>{named(row.operation, 'name')}</bdi>
                        </button>
                      </td>
                    )}
                    {COLUMNS.map(({ key: column, text }) => (
                      <td key={column} class={column === 'errors' && row.errors > 0 ? 'is-error' : undefined}>
                        {text(row)}
                        {column === 'self' && <Share of={self > 0 ? row.self / self : 0} />}
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </More>
    </div>
  );
}

const Share = ({ of }: { of: number }) => (
  <>
    {' '}
    <small>{formatShare(of)}</small>
    <span class="share" aria-hidden="true">
      <span style={{ width: `${of * 100}%` }} />
    </span>
  </>
);

function sortOf(text: string): [keyof StatisticsRow, 1 | -1] {
  const key = text.replace(/^-/, '');
  const isKnown = key === 'service' || key === 'operation' || COLUMNS.some((column) => column.key === key);
  return isKnown ? [key as keyof StatisticsRow, text.startsWith('-') ? -1 : 1] : ['self', -1];
}

const compare = (a: string | number, b: string | number): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en');
