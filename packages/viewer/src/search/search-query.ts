/** What is searched for: read from the address, edited in the form, sent to the backend. */
import { withParameters } from '../api/get-json.ts';
import type { QueryChange } from '../app/match-route.ts';
import { rangeNow, readRange, type TimeRange } from '../ui/time-range.ts';
import { parseTags, tagsFromAddress } from './parse-tags.ts';

export interface SearchQuery extends TimeRange {
  /** '' for all. */
  readonly service: string;
  readonly operation: string;
  /** As typed. */
  readonly tags: string;
  readonly minDuration: string;
  readonly maxDuration: string;
  readonly limit: string;
}

export const DEFAULT_LIMIT = '20';
export const LIMITS = ['20', '50', '100', '200', '500', '1500'];

/** The Jaeger UI writes this for "all operations". */
const ALL = 'all';

export function readSearch(parameters: URLSearchParams): SearchQuery {
  const text = (name: string) => parameters.get(name)?.trim() ?? '';
  const limit = Number(text('limit'));
  return {
    ...readRange(parameters),
    service: text('service'),
    operation: text('operation') === ALL ? '' : text('operation'),
    tags: tagsFromAddress(text('tags')),
    minDuration: text('minDuration'),
    maxDuration: text('maxDuration'),
    limit: Number.isInteger(limit) && limit > 0 ? String(Math.min(limit, 1_500)) : DEFAULT_LIMIT,
  };
}

/** The address's parameters, as the Jaeger UI has them. */
export function toAddress(search: SearchQuery): QueryChange {
  const tags = search.tags.trim() ? JSON.stringify(parseTags(search.tags)) : '';
  return { ...search, tags, operation: search.operation.trim() };
}

/** @param now in ms: relative ranges end there. */
export function toApi(search: SearchQuery, now: number): string {
  const { service, operation, minDuration, maxDuration, limit } = search;
  const tags = search.tags ? JSON.stringify(parseTags(search.tags)) : '';
  const range = rangeNow(search, now);
  return withParameters('/api/viewer/search', {
    service,
    operation,
    tags,
    ...range,
    minDuration,
    maxDuration,
    limit,
  });
}

/** What is wrong with each field, in words. */
export function problemsOf(search: SearchQuery): Partial<Record<keyof SearchQuery, string>> {
  const [min, max] = [durationOf(search.minDuration), durationOf(search.maxDuration)];
  return {
    tags: tagProblem(search.tags),
    minDuration: min === null ? EXPECTED_DURATION : undefined,
    maxDuration:
      max === null ? EXPECTED_DURATION : min && max && max < min ? 'Shorter than the shortest' : undefined,
    end:
      search.start && search.end && Number(search.end) < Number(search.start)
        ? 'The range ends before it begins'
        : undefined,
  };
}

const EXPECTED_DURATION = 'Expected a duration such as 1.2s, 100ms or 500us';

function tagProblem(text: string): string | undefined {
  try {
    parseTags(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-3,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1e3,
  s: 1e6,
  m: 6e7,
  h: 3.6e9,
};

/** A duration as Go writes it, in µs; undefined for none, null for what is no duration. */
export function durationOf(text: string): number | undefined | null {
  if (!text) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join('') !== text) return text === '0' ? 0 : null;
  return parts.reduce((sum, [, count, unit = '']) => sum + Number(count) * (UNITS[unit] ?? 0), 0);
}
