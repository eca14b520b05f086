import { useEffect } from 'preact/hooks';
import { useAnswer } from '../api/use-answer.ts';
import type { FoundTraces as Found } from '../api/types.ts';
import { withQuery } from '../app/match-route.ts';
import { announce } from '../ui/announce.tsx';
import { plural } from '../ui/format-number.ts';
import { EmptyState, ErrorState, Loading } from '../ui/states.tsx';
import { lookbackLabel } from '../ui/time-range.ts';
import { type SearchQuery, toAddress, toApi } from './search-query.ts';
import { TraceResults } from './trace-results.tsx';
import { parseTags } from './parse-tags.ts';

interface FoundTracesProps {
  readonly search: SearchQuery;
  /** In ms: a relative range ends then. */
  readonly searchedAt: number;
}

export function FoundTraces({ search, searchedAt }: FoundTracesProps) {
  const problem = tagProblem(search);
  const { data, error, loading, retry } = useAnswer<Found>(problem ? undefined : toApi(search, searchedAt));
  useEffect(() => {
    if (data) announce(`${plural(data.traces.length, 'trace')} found`);
  }, [data]);
  if (problem) return <ErrorState title="Cannot search">{problem}</ErrorState>;
  if (error) {
    return (
      <ErrorState title="Cannot search" retry={retry}>
        <p>{error.message}</p>
      </ErrorState>
    );
  }
  if (!data) return <Loading what="traces" />;
  if (data.traces.length === 0 && !loading) return <NothingFound search={search} />;
  const more = data.limited ? `The latest ${data.traces.length}: there may be more.` : '';
  return <TraceResults traces={data.traces} note={more} busy={loading} />;
}

function tagProblem({ tags }: SearchQuery): string {
  try {
    parseTags(tags);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function NothingFound({ search }: { readonly search: SearchQuery }) {
  const services = useAnswer<{ services: string[] }>('/api/v3/services').data?.services;
  if (services?.length === 0) return <NoTracesYet />;
  const filters = [
    search.service && `service ${search.service}`,
    search.operation && `operation ${search.operation}`,
    search.tags && `tags ${search.tags}`,
    search.minDuration && `longer than ${search.minDuration}`,
    search.maxDuration && `shorter than ${search.maxDuration}`,
  ].filter(Boolean);
  const range =
    search.lookback === 'custom' ? 'in the chosen time' : `in the ${lookbackText(search.lookback)}`;
  return (
    <EmptyState title={`No trace fits ${search.lookback === 'all' ? '' : range}`.trim()}>
      {filters.length > 0 && <p>Asked for {filters.join(', ')}: each must fit the same span.</p>}
      <ul>
        {search.lookback !== 'all' && (
          <li>
            <a href={linkTo({ ...search, lookback: 'all', start: '', end: '' })}>Search at any time</a>
          </li>
        )}
        {filters.length > 0 && (
          <li>
            <a href={`/search?lookback=${search.lookback}`}>Search without these filters</a>
          </li>
        )}
        <li>
          <a href="/search?view=live">Watch new traces as they come</a>
        </li>
      </ul>
    </EmptyState>
  );
}

const lookbackText = (lookback: string): string => lookbackLabel(lookback).toLowerCase();

const linkTo = (search: SearchQuery): string =>
  withQuery({ pathname: '/search', search: '' }, toAddress(search));

const NoTracesYet = () => (
  <EmptyState title="No traces yet">
    <p>This backend has no spans. Any of these brings some:</p>
    <ul>
      <li>
        <code>npm start</code> runs the whole system, with a gentle load
      </li>
      <li>
        an OpenTelemetry exporter that sends to <code>http://127.0.0.1:4318</code> (HTTP) or{' '}
        <code>:4317</code> (gRPC), or Zipkin to <code>:9411</code>
      </li>
      <li>a file with OTLP, Jaeger or Zipkin JSON: drop it on this page</li>
    </ul>
  </EmptyState>
);
