/** Both traces as a whole, beside each other. */
import { formatCount } from '../ui/format-number.ts';
import { duration, named, pointInTime } from '../trace/format.ts';
import { operationOf, serviceOf, type TraceColumns } from '../trace/model/columns.ts';
import type { Change, DiffRow } from './diff.ts';

export function Totals({ a, b, rows }: { a: TraceColumns; b: TraceColumns; rows: readonly DiffRow[] }) {
  const count = (change: Change) => formatCount(rows.filter((row) => row.change === change).length);
  const facts: [string, (columns: TraceColumns) => string][] = [
    ['Began', ({ startUnixNano }) => pointInTime(startUnixNano)],
    ['Took', (columns) => duration(columns.duration)],
    ['Spans', ({ spanCount }) => formatCount(spanCount)],
    ['Services', ({ services }) => formatCount(services.length)],
    ['Failed spans', ({ errorCount }) => (errorCount > 0 ? `✗ ${formatCount(errorCount)}` : '0')],
  ];
  const summary = [
    `+ ${count('added')} only in B`,
    `− ${count('removed')} only in A`,
    `▲ ${count('slower')} slower`,
    `▼ ${count('faster')} faster`,
    `= ${count('same')} same time`,
  ];
  return (
    <>
      <div class="scroll-x" tabIndex={0} role="region" aria-label="Totals">
        <table class="data totals">
          <caption class="visually-hidden">Both traces as a whole</caption>
          <thead>
            <tr>
              <th scope="col">Trace</th>
              <th scope="col" class="is-text">
                Root
              </th>
              {facts.map(([name]) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[['A', a] as const, ['B', b] as const].map(([name, columns]) => (
              <tr key={name}>
                <th scope="row">
                  {name}{' '}
                  <a href={`/trace/${columns.traceId}`}>
                    <code>{columns.traceId}</code>
                  </a>
                </th>
                <td class="is-text">
                  <bdi>{named(serviceOf(columns, 0), 'service')}</bdi>{' '}
                  <bdi>{named(operationOf(columns, 0), 'name')}</bdi>
                </td>
                {facts.map(([fact, text]) => (
                  <td key={fact}>{text(columns)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ul class="change-counts" aria-label="Paths">
        {summary.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}
