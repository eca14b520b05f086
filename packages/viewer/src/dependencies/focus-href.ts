import { withQuery } from '../app/match-route.ts';
import { url } from '../app/router.ts';

/** The same page with this service in the middle. */
export const focusHref = (service: string): string => withQuery(url.value, { focus: service });
