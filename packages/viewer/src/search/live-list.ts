/** The live list: the latest traces, and those that came while it was paused. */
import type { FoundTrace } from '../api/types.ts';
import { durationOf, type SearchQuery } from './search-query.ts';

/** More is not read by anybody, and the page stays quick. */
const MOST = 100;

export interface LiveList {
  readonly shown: readonly FoundTrace[];
  /** Those that came since it was paused. */
  readonly waiting: readonly FoundTrace[];
}

export const EMPTY: LiveList = { shown: [], waiting: [] };

/** A trace that is sent again takes the place of what was known of it. */
export function take({ shown, waiting }: LiveList, trace: FoundTrace, paused: boolean): LiveList {
  const isShown = shown.some(({ traceId }) => traceId === trace.traceId);
  if (isShown)
    return { shown: shown.map((each) => (each.traceId === trace.traceId ? trace : each)), waiting };
  return paused ? { shown, waiting: add(waiting, trace) } : { shown: add(shown, trace), waiting };
}

export const resume = ({ shown, waiting }: LiveList): LiveList => ({
  shown: [...waiting, ...shown].slice(0, MOST),
  waiting: [],
});

const add = (list: readonly FoundTrace[], trace: FoundTrace): readonly FoundTrace[] =>
  [trace, ...list.filter(({ traceId }) => traceId !== trace.traceId)].slice(0, MOST);

type Filter = Pick<SearchQuery, 'service' | 'minDuration' | 'maxDuration'>;

/** What can be told of a trace that is only announced: who took part and how long it took. */
export function fits(trace: FoundTrace, { service, minDuration, maxDuration }: Filter): boolean {
  if (service && !trace.services.some(({ name }) => name === service)) return false;
  return (
    trace.duration >= (durationOf(minDuration) ?? 0) &&
    trace.duration <= (durationOf(maxDuration) ?? Infinity)
  );
}
