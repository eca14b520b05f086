/** `/trace/{a}...{b}`: two traces as a structural difference. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { getJson } from '../api/get-json.ts';
import type { Skeleton } from '../api/types.ts';
import { compareHref } from '../app/match-route.ts';
import { usePageTitle } from '../app/page-title.ts';
import { navigate, query, setQuery } from '../app/router.ts';
import { readTraceId } from '../app/find-trace.tsx';
import { plural } from '../ui/format-number.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import type { TraceColumns } from '../trace/model/columns.ts';
import { readSkeleton } from '../trace/model/read-skeleton.ts';
import { traceSource } from '../trace/state/trace-source.ts';
import { DiffTable } from './diff-table.tsx';
import { diffTraces, LEAST_DIFFERENCE, LEAST_SHARE } from './diff.ts';
import { Totals } from './totals.tsx';
import './compare.css';

export function ComparePage({ a, b }: { a: string; b: string }) {
  const [traces, setTraces] = useState<[TraceColumns, TraceColumns] | Error | undefined>(undefined);
  const [attempt, setAttempt] = useState(0);
  usePageTitle('Compare two traces');
  useEffect(() => {
    const abort = new AbortController();
    setTraces(undefined);
    Promise.all([load(a, abort.signal), load(b, abort.signal)])
      .then(setTraces)
      .catch((error: Error) => !abort.signal.aborted && setTraces(error));
    return () => abort.abort();
  }, [a, b, attempt]);
  return (
    <div class="compare">
      <h1>Compare two traces</h1>
      <Choose a={a} b={b} />
      {traces === undefined && <Loading what="both traces" />}
      {traces instanceof Error && (
        <ErrorState title="Cannot compare these traces" retry={() => setAttempt(attempt + 1)}>
          <p>{traces.message}</p>
        </ErrorState>
      )}
      {Array.isArray(traces) && <Difference a={traces[0]} b={traces[1]} />}
    </div>
  );
}

async function load(id: string, signal: AbortSignal): Promise<TraceColumns> {
  try {
    return readSkeleton(await getJson<Skeleton>(traceSource(id, '').path(), signal));
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Error(`Trace ${id}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

const textOf = (value: FormDataEntryValue | null): string => (typeof value === 'string' ? value : '');

function compare(event: SubmitEvent): void {
  event.preventDefault();
  const form = new FormData(event.currentTarget as HTMLFormElement);
  const [first, second] = ['a', 'b'].map((name) => readTraceId(textOf(form.get(name))));
  if (first && second) navigate(compareHref(first, second));
}

const Choose = ({ a, b }: { a: string; b: string }) => (
  <form class="choose" onSubmit={compare}>
    <Field name="a" value={a} label="A, before" />
    <Field name="b" value={b} label="B, after" />
    <button type="submit" class="button">
      Compare
    </button>
    <button type="button" class="button" onClick={() => navigate(compareHref(b, a))}>
      Swap A and B
    </button>
  </form>
);

const Field = ({ name, value, label }: { name: 'a' | 'b'; value: string; label: string }) => (
  <label>
    {label}
    <input
      name={name}
      key={value}
      defaultValue={value}
      required
      pattern="\s*[0-9a-fA-F\-]{1,36}\s*"
      title="A trace id: 1 to 32 hexadecimal digits"
      spellcheck={false}
      autocomplete="off"
    />
  </label>
);

function Difference({ a, b }: { a: TraceColumns; b: TraceColumns }) {
  const rows = useMemo(() => diffTraces(a, b), [a, b]);
  const showAll = query('show') === 'all';
  const differing = rows.filter(({ change, countDiffers }) => change !== 'same' || countDiffers);
  const shown = showAll ? rows : differing;
  return (
    <>
      <Totals a={a} b={b} rows={rows} />
      <div class="compare-tools">
        <label class="check">
          <input
            type="checkbox"
            checked={!showAll}
            onChange={({ currentTarget }) => setQuery({ show: currentTarget.checked ? '' : 'all' })}
          />
          Only what differs
        </label>
        <span class="muted">
          {plural(differing.length, 'path differs', 'paths differ')} of {plural(rows.length, 'path')}. A path
          is the services and operations from the root down. Slower and faster: the mean differs by{' '}
          {LEAST_SHARE * 100}% and {LEAST_DIFFERENCE} µs or more.
        </span>
      </div>
      {shown.length === 0 ? (
        <EmptyState title="The traces have the same structure, and took the same time">
          <p>Uncheck “Only what differs” to see every path.</p>
        </EmptyState>
      ) : (
        <DiffTable rows={shown} isTree={showAll} />
      )}
    </>
  );
}
