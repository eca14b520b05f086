/** A system whose addresses are reached as they are: on the laptop. */
import type { Place } from '../place.ts';

/** @param rest what is known of it; where nobody says otherwise, spans take at most six seconds */
export const localPlace = (
  rest: Pick<Place, 'name' | 'key' | 'services' | 'frontend' | 'query' | 'metrics'> & Partial<Place>,
): Place => ({
  checks: [],
  findings: [],
  patienceMs: 6_000,
  reach: (url) => Promise.resolve({ url }),
  [Symbol.asyncDispose]: () => Promise.resolve(),
  ...rest,
});
