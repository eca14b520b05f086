import { Problem } from '@tracewalk/service';
import type { Request, RequestHandler } from 'express';

/**
 * Refuses what a page from elsewhere has a browser send: a form or a script there could start runs and make up spans.
 * What is no browser says neither `Sec-Fetch-Site` nor `Origin`, and may pass.
 */
export const sameOrigin: RequestHandler = (request, _response, next) => {
  if (!isOwn(request))
    throw new Problem(403, 'Cannot take the request: it comes from a page of another origin');
  next();
};

/** `none` is a person who typed the address. Older browsers say the origin only. */
function isOwn(request: Request): boolean {
  const site = request.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = request.get('origin');
  return origin === undefined || URL.parse(origin)?.host === request.get('host');
}
