/** Dependencies: which service calls which, over what, how often, and how often in vain. */
import { useMemo, useState } from 'preact/hooks';
import { withParameters } from '../api/get-json.ts';
import type { ServiceGraph } from '../api/types.ts';
import { useAnswer } from '../api/use-answer.ts';
import { usePageTitle } from '../app/page-title.ts';
import { query, setQuery, url } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { Field } from '../ui/field.tsx';
import { plural } from '../ui/format-number.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { useMedia } from '../ui/use-media.ts';
import { rangeNow, readRange } from '../ui/time-range.ts';
import { TimeRangeField } from '../ui/time-range-field.tsx';
import { CallsTable } from './calls-table.tsx';
import { FocusField } from './focus-field.tsx';
import { focusHref } from './focus-href.ts';
import { FocusLinks } from './focus-links.tsx';
import { GraphView } from './graph-view.tsx';
import { around, callsOf, isDrawable } from './graph-model.ts';
import { TooMany } from './too-many.tsx';
import { readZoom, ZoomButtons } from './zoom.tsx';
import '../ui/page.css';
import './dependencies.css';

export function DependenciesPage() {
  usePageTitle('Dependencies');
  const [askedAt, setAskedAt] = useState(() => Date.now());
  const range = readRange(url.value.searchParams);
  const { data, error, retry } = useAnswer<ServiceGraph>(
    withParameters('/api/viewer/dependencies', rangeNow(range, askedAt)),
  );
  const view = query('view') === 'table' ? 'table' : 'graph';
  const refresh = () => setAskedAt(Date.now());
  useShortcuts('Dependencies', [
    { keys: 'r', label: 'Ask again', run: refresh },
    { keys: 't', label: 'Graph or table', run: () => setQuery({ view: view === 'table' ? '' : 'table' }) },
    { keys: 'Escape', label: 'Show all services', run: () => setQuery({ focus: '', only: '' }) },
  ]);
  return (
    <div class="page">
      <h1>Dependencies</h1>
      <div class="page-bar">
        <TimeRangeField
          range={range}
          onChange={({ lookback, start, end }) => {
            refresh();
            setQuery({ lookback, start, end });
          }}
        />
        <FocusField names={data?.nodes.map(({ name }) => name) ?? []} />
        <Field label="Show as">
          {(attributes) => (
            <select
              {...attributes}
              value={view}
              onChange={({ currentTarget: { value } }) => setQuery({ view: value === 'table' ? value : '' })}
            >
              <option value="graph">Graph</option>
              <option value="table">Table</option>
            </select>
          )}
        </Field>
        <button type="button" class="button" onClick={refresh}>
          Refresh
        </button>
      </div>
      {error && (
        <ErrorState title="Cannot show the dependencies" retry={retry}>
          <p>{error.message}</p>
        </ErrorState>
      )}
      {!data && !error && <Loading what="the dependencies" />}
      {data && !error && <Dependencies graph={data} view={view} />}
    </div>
  );
}

function Dependencies({ graph, view }: { readonly graph: ServiceGraph; readonly view: 'graph' | 'table' }) {
  const focus = query('focus');
  const only = query('only') !== '';
  // Where the picture is small, the numbers are below it.
  const isNarrow = useMedia('(width < 700px)');
  const part = useMemo(
    () => (focus && (only || !isDrawable(graph)) ? around(graph, focus) : graph),
    [graph, focus, only],
  );
  const allCalls = useMemo(() => callsOf(graph), [graph]);
  const calls = focus ? allCalls.filter((call) => call.caller === focus || call.called === focus) : allCalls;
  if (graph.nodes.length === 0) {
    return (
      <EmptyState title="No trace in this time">
        <p>
          The graph is made of the traces that are here. Choose a longer time, or <code>npm start</code> to
          make some.
        </p>
      </EmptyState>
    );
  }
  const isKnown = !focus || graph.nodes.some(({ name }) => name === focus);
  const summary = `${plural(graph.nodes.length, 'service')} and databases, from ${plural(graph.traceCount, 'trace')}`;
  const caption = focus ? `Calls of and to ${focus}` : 'Calls between services';
  return (
    <>
      <div class="graph-bar">
        <p class="muted page-note">{summary}</p>
        {view === 'graph' && isDrawable(part) && <ZoomButtons />}
      </div>
      {!isKnown && <p role="alert">No service named “{focus}” took part in a trace of this time.</p>}
      {view === 'graph' && isDrawable(part) && (
        <GraphView graph={part} focus={focus} hrefOf={focusHref} zoom={readZoom()} />
      )}
      {view === 'graph' && !isDrawable(part) && <TooMany graph={part} focus={focus} />}
      {focus && isKnown && <FocusLinks service={focus} />}
      {(view === 'table' || focus || isNarrow || !isDrawable(part)) && (
        <CallsTable calls={calls} caption={caption} hrefOf={focusHref} />
      )}
    </>
  );
}
