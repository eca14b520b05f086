import type { MetricGroup, Metrics } from '../api/types.ts';
import { withQuery } from '../app/match-route.ts';
import { query, setQuery, url } from '../app/router.ts';
import { formatCount, formatShare } from '../ui/format-number.ts';
import { ServiceMark } from '../ui/service-chip.tsx';
import { formatRate } from './format-rate.ts';
import { tracesHref } from './monitor-query.ts';
import { shown } from './totals.tsx';

interface GroupsTableProps {
  readonly metrics: Metrics;
  /** Whose operations they are; '' when they are services. */
  readonly service: string;
}

const COLUMNS = {
  name: { label: '', value: () => 0 },
  rate: { label: 'Rate', value: ({ calls }: MetricGroup) => calls },
  errors: { label: 'Errors', value: ({ errors, calls }: MetricGroup) => errors / calls },
  p50: { label: 'p50', value: ({ p50 }: MetricGroup) => p50 ?? 0 },
  p95: { label: 'p95', value: ({ p95 }: MetricGroup) => p95 ?? 0 },
  p99: { label: 'p99', value: ({ p99 }: MetricGroup) => p99 ?? 0 },
  time: { label: 'Share of time', value: ({ totalDuration }: MetricGroup) => totalDuration },
} as const;

type Column = keyof typeof COLUMNS;

/** Services, or the operations of one: those that took most time first, unless another column is chosen. */
export function GroupsTable({ metrics, service }: GroupsTableProps) {
  const column = (Object.keys(COLUMNS) as Column[]).find((each) => each === query('by')) ?? 'time';
  const { value } = COLUMNS[column];
  const groups =
    column === 'name'
      ? metrics.groups.toSorted((a, b) => nameOf(a).localeCompare(nameOf(b)))
      : metrics.groups.toSorted((a, b) => value(b) - value(a));
  const total = metrics.groups.reduce((sum, { totalDuration }) => sum + totalDuration, 0) || 1;
  const what = service ? 'Operation' : 'Service';
  const caption = service ? `Operations of ${service}` : 'Services';
  return (
    <div class="table-box" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {(Object.keys(COLUMNS) as Column[]).map((each) => (
              <th
                key={each}
                scope="col"
                class={each === 'name' ? undefined : 'number'}
                aria-sort={each === column ? (each === 'name' ? 'ascending' : 'descending') : undefined}
              >
                <button type="button" class="sort-button" onClick={() => setQuery({ by: each })}>
                  {COLUMNS[each].label || what}
                  <span aria-hidden="true">{each === column ? (each === 'name' ? ' ↑' : ' ↓') : ''}</span>
                </button>
              </th>
            ))}
            <th scope="col">
              <span class="visually-hidden">Traces</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Row key={nameOf(group)} group={group} metrics={metrics} total={total} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const nameOf = ({ operation, service }: MetricGroup): string => operation ?? service;

interface RowProps {
  readonly group: MetricGroup;
  readonly metrics: Metrics;
  /** µs. */
  readonly total: number;
}

function Row({ group, metrics: { start, end }, total }: RowProps) {
  const { service, operation, calls, errors, p50, p95, p99, totalDuration } = group;
  const place = { service, operation, start, end };
  const share = totalDuration / total;
  return (
    <tr>
      <th scope="row" class="group-name">
        <a
          class="service-link"
          href={withQuery(url.value, operation === undefined ? { service } : { operation })}
        >
          {operation === undefined && <ServiceMark name={service} />}
          <bdi>{(operation ?? service) || '(no name)'}</bdi>
        </a>
      </th>
      <td class="number">{formatRate((calls * 1_000_000) / (end - start))}</td>
      <td class="number">
        {errors === 0 ? (
          '0'
        ) : (
          <a class="error-text" href={tracesHref(place, { errors: true })}>
            ✗ {formatShare(errors / calls)}
            <span class="visually-hidden"> of {formatCount(calls)} calls failed: show traces</span>
          </a>
        )}
      </td>
      <td class="number">{shown(p50)}</td>
      <td class="number">{shown(p95)}</td>
      <td class="number">{shown(p99)}</td>
      <td class="number share">
        <span class="share-bar" aria-hidden="true">
          <i style={{ width: `${share * 100}%` }} />
        </span>
        {formatShare(share)}
      </td>
      <td>
        <a href={tracesHref(place)} aria-label={`Traces of ${operation ?? service}`}>
          Traces
        </a>
      </td>
    </tr>
  );
}
