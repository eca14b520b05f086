/** `/trace/{id}`: one trace, or why there is none to show. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiError, getJson } from '../api/get-json.ts';
import type { Skeleton, SpanDetail } from '../api/types.ts';
import { usePageTitle } from '../app/page-title.ts';
import { query } from '../app/router.ts';
import { ErrorState, Loading } from '../ui/states.tsx';
import { named } from './format.ts';
import { operationOf, serviceOf } from './model/columns.ts';
import { readSkeleton } from './model/read-skeleton.ts';
import { traceSource } from './state/trace-source.ts';
import { TraceState } from './state/trace-state.ts';
import { UrlState } from './state/url-state.ts';
import { TraceView } from './trace-view.tsx';
import './trace.css';

export function TracePage({ id }: { id: string }) {
  const file = query('file');
  const source = useMemo(() => traceSource(id, file), [id, file]);
  const [state, setState] = useState<TraceState | Error | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setState(undefined);
    const url = new UrlState();
    getJson<Skeleton>(source.path(), abort.signal)
      .then((skeleton) => setState(new TraceState(readSkeleton(skeleton), source, url)))
      .catch((error: Error) => !abort.signal.aborted && setState(error));
    return () => {
      abort.abort();
      url.drop();
    };
  }, [source, attempt]);
  const columns = state instanceof TraceState ? state.columns : undefined;
  usePageTitle(columns ? `${serviceOf(columns, 0)} ${named(operationOf(columns, 0), 'name')}` : 'Trace');
  const spanId = query('span');
  useEffect(() => (state instanceof TraceState ? openSpan(state, spanId) : undefined), [state, spanId]);

  if (state instanceof TraceState) return <TraceView state={state} />;
  return (
    <>
      <h1 class="visually-hidden">Trace</h1>
      {state ? (
        <CannotShow error={state} id={id} retry={() => setAttempt(attempt + 1)} />
      ) : (
        <Loading what="the trace" />
      )}
    </>
  );
}

/** The URL may name a span by its id; the backend knows which one that is. */
function openSpan(state: TraceState, spanId: string): (() => void) | undefined {
  if (spanId === '' || spanId === state.openedId) return undefined;
  const abort = new AbortController();
  getJson<SpanDetail>(state.source.path(`/spans/${encodeURIComponent(spanId)}`), abort.signal)
    .then(({ index }) => state.goTo(index, { open: true }))
    .catch((error: Error) => {
      if (!abort.signal.aborted) state.problem.value = `Cannot show span ${spanId}: ${error.message}`;
    });
  return () => abort.abort();
}

function CannotShow({ error, id, retry }: { error: Error; id: string; retry: () => void }) {
  const isMissing = error instanceof ApiError && error.status === 404;
  return (
    <ErrorState title={isMissing ? 'There is no such trace here' : 'Cannot show the trace'} retry={retry}>
      <p>
        <code>{id}</code>
      </p>
      <p>
        {isMissing
          ? 'It may not have arrived yet, or it was dropped to make room for newer ones.'
          : error.message}{' '}
        <a href="/search">Search for traces</a>
      </p>
    </ErrorState>
  );
}
