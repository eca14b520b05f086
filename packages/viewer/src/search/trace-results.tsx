/** A list of traces: the plot, what can be done with the list, the list. */
import type { ComponentChildren } from 'preact';
import type { FoundTrace } from '../api/types.ts';
import { compareHref } from '../app/match-route.ts';
import { query, setQuery } from '../app/router.ts';
import { plural } from '../ui/format-number.ts';
import { ScatterPlot } from './scatter-plot.tsx';
import { type Order, ORDERS, readOrder, sortTraces } from './sort-traces.ts';
import { TraceItem } from './trace-item.tsx';

interface TraceResultsProps {
  readonly traces: readonly FoundTrace[];
  /** Said beside the count. */
  readonly note?: string;
  /** Of a file: its traces can be looked at, not compared with others. */
  readonly file?: string;
  readonly busy?: boolean;
  /** More buttons. */
  readonly children?: ComponentChildren;
}

export function TraceResults({ traces, note, file = '', busy = false, children }: TraceResultsProps) {
  const order = readOrder(query('sort'));
  const picked = query('pick').split(',').filter(Boolean);
  const longest = traces.reduce((most, { duration }) => Math.max(most, duration), 1);
  return (
    <div class="results" aria-busy={busy}>
      <ScatterPlot traces={traces} file={file} />
      <div class="results-bar">
        <p class="results-count">
          <strong>{plural(traces.length, 'trace')}</strong> <span class="muted">{note}</span>
        </p>
        {children}
        {!file && <CompareButton picked={picked} />}
        <select
          aria-label="Order"
          value={order}
          onChange={({ currentTarget }) => setQuery({ sort: currentTarget.value })}
        >
          {(Object.keys(ORDERS) as Order[]).map((each) => (
            <option key={each} value={each}>
              {ORDERS[each]}
            </option>
          ))}
        </select>
      </div>
      <ol class="traces">
        {sortTraces(traces, order).map((trace) => (
          <TraceItem
            key={trace.traceId}
            trace={trace}
            longest={longest}
            file={file}
            picked={picked.includes(trace.traceId)}
            onPick={file ? undefined : () => setQuery({ pick: toggled(picked, trace.traceId).join(',') })}
          />
        ))}
      </ol>
    </div>
  );
}

/** Two can be compared: a third takes the place of the first. */
const toggled = (picked: readonly string[], id: string): readonly string[] =>
  picked.includes(id) ? picked.filter((each) => each !== id) : [...picked.slice(-1), id];

function CompareButton({ picked: [a, b] }: { readonly picked: readonly string[] }) {
  if (a && b) {
    return (
      <a class="button" href={compareHref(a, b)}>
        Compare the two
      </a>
    );
  }
  return (
    <button type="button" class="button" disabled title="Choose two traces by their boxes">
      {a ? 'Choose one more to compare' : 'Choose two to compare'}
    </button>
  );
}
