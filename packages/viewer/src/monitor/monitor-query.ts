/** What the Monitor asks, and where its charts and rows lead. */
import { withParameters } from '../api/get-json.ts';
import { rangeNow, type TimeRange } from '../ui/time-range.ts';

export interface MonitorQuery extends TimeRange {
  /** '' for all. */
  readonly service: string;
  readonly operation: string;
  /** `calls`: what a service was asked; `all`: every span. */
  readonly spans: 'calls' | 'all';
}

const WEEK = 7 * 86_400_000_000;
const STEPS = 60;

/** @param now in ms. */
export function toApi(query: MonitorQuery, now: number): string {
  const { start, end = now * 1_000 } = rangeNow(query, now);
  // "Any time" has no begin, and a chart needs one.
  const from = start ?? end - WEEK;
  return withParameters('/api/viewer/metrics', {
    service: query.service,
    operation: query.operation,
    start: from,
    end,
    step: Math.ceil((end - from) / STEPS),
    kind: query.spans === 'all' ? 'all' : '',
  });
}

/** What of the traces of a step is looked for. */
export type Wanted = { readonly errors: true } | { readonly longerThan: number } | undefined;

interface Place {
  readonly service: string;
  readonly operation?: string;
  /** µs since the epoch. */
  readonly start?: number;
  readonly end?: number;
}

/** The search that finds the traces behind a number. */
export function tracesHref({ service, operation = '', start, end }: Place, wanted?: Wanted): string {
  const inStep = start !== undefined && end !== undefined;
  return withParameters('/search', {
    service,
    operation,
    ...(inStep && { lookback: 'custom', start: Math.floor(start), end: Math.ceil(end) }),
    tags: wanted && 'errors' in wanted ? '{"error":"true"}' : '',
    minDuration: wanted && 'longerThan' in wanted ? `${Math.max(Math.floor(wanted.longerThan), 1)}us` : '',
    limit: 100,
  });
}
