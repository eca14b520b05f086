/** Search: the form, and beside it what was found, what is happening now, or what a file holds. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { FindTrace } from '../app/find-trace.tsx';
import { usePageTitle } from '../app/page-title.ts';
import { query, setQuery, url } from '../app/router.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { lookbackLabel } from '../ui/time-range.ts';
import { useMedia } from '../ui/use-media.ts';
import { FileDrop } from './file-drop.tsx';
import { FileTraces } from './file-traces.tsx';
import { FoundTraces } from './found-traces.tsx';
import { LiveTraces } from './live-traces.tsx';
import { SearchForm } from './search-form.tsx';
import { readSearch, type SearchQuery, toAddress } from './search-query.ts';
import './search.css';

const VIEWS = [
  { view: '', label: 'Found' },
  { view: 'live', label: 'Live' },
] as const;

export function SearchPage() {
  usePageTitle('Search');
  const [searchedAt, setSearchedAt] = useState(() => Date.now());
  const search = readSearch(url.value.searchParams);
  const view = query('file') ? 'file' : query('view');
  useShortcuts('Search', [
    { keys: 'r', label: 'Search again', run: () => setSearchedAt(Date.now()) },
    { keys: 'l', label: 'Live list', run: () => setQuery({ view: view === 'live' ? '' : 'live', file: '' }) },
  ]);
  return (
    <div class="search">
      <div class="search-side">
        <h1>Search</h1>
        <Side summary={filtersOf(search)}>
          <SearchForm
            search={search}
            onSearch={(wanted) => {
              setSearchedAt(Date.now());
              const live = view === 'live' ? 'live' : '';
              setQuery({ ...toAddress(wanted), view: live, pick: '', file: '' }, { replace: false });
            }}
          />
          <FileDrop />
        </Side>
      </div>
      <section class="search-main" aria-label="Traces">
        <nav class="tabs" aria-label="Which traces">
          {VIEWS.map((each) => (
            <button
              key={each.view}
              type="button"
              class="tab"
              aria-current={view === each.view ? 'true' : undefined}
              onClick={() => setQuery({ view: each.view, file: '' }, { replace: false })}
            >
              {each.label}
            </button>
          ))}
          {view === 'file' && (
            <button type="button" class="tab" aria-current="true">
              File
            </button>
          )}
        </nav>
        {view === 'file' && <FileTraces />}
        {view === 'live' && <LiveTraces search={search} />}
        {view === '' && <FoundTraces search={search} searchedAt={searchedAt} />}
      </section>
    </div>
  );
}

/** Where there is no room beside the list the form is folded up, and says what it would ask. */
function Side({ summary, children }: { readonly summary: string; readonly children: ComponentChildren }) {
  const isNarrow = useMedia('(width < 860px)');
  if (!isNarrow) return <>{children}</>;
  return (
    <>
      <FindTrace />
      <details class="search-fold">
        <summary>{summary}</summary>
        {children}
      </details>
    </>
  );
}

function filtersOf(search: SearchQuery): string {
  const { service, operation, tags, minDuration, maxDuration, lookback } = search;
  return [
    service || 'All services',
    operation,
    tags,
    minDuration && `longer than ${minDuration}`,
    maxDuration && `shorter than ${maxDuration}`,
    lookback === 'custom' ? 'chosen time' : lookbackLabel(lookback).toLowerCase(),
  ]
    .filter(Boolean)
    .join(', ');
}
