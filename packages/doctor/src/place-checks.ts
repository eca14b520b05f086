/** What was looked at of a place itself: settings, query API, the Collector's metrics. */
import type { Check } from './finding.ts';
import type { QueryApi } from './find/ask-query-api.ts';
import type { Place } from './place.ts';

export function apiCheck({ query }: Place, api: QueryApi | undefined): Check {
  const check = { stage: 'found', name: 'query API' } as const;
  if (!api) return { ...check, state: 'skipped', says: 'nobody said where it is: pass a --query-url' };
  const { href = '' } = query ?? {};
  if (!api.ok) return { ...check, state: 'wrong', says: api.evidence };
  return { ...check, state: 'fine', says: `${href.replace(/\/$/, '')} knows ${api.services} services` };
}

export function settingsCheck({ services }: Place, wrong: number): Check {
  const check = { stage: 'made', name: 'settings' } as const;
  if (services.length === 0)
    return { ...check, state: 'skipped', says: 'no service was found that has some' };
  const says = `of ${services.length} services${wrong === 0 ? '' : `, ${wrong} wrong`}`;
  return { ...check, state: wrong === 0 ? 'fine' : 'wrong', says };
}

export function metricsCheck({ metrics }: Place, answered: boolean): Check[] {
  if (!metrics) return [];
  const says = answered ? `its own metrics at ${metrics.host}` : `no metrics of its own at ${metrics.host}`;
  return [{ stage: 'carried', name: 'Collector', state: answered ? 'fine' : 'skipped', says }];
}
