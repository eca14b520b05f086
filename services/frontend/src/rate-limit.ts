import { Problem } from '@tracewalk/service';
import type { RequestHandler } from 'express';

/** So many requests a second on average, and `burst` at once, from everybody together; more are refused with 429. */
export function rateLimit(perSecond: number, burst: number, now = () => performance.now()): RequestHandler {
  let left = burst;
  let at = now();
  return (_request, response, next) => {
    const time = now();
    left = Math.min(burst, left + ((time - at) / 1_000) * perSecond);
    at = time;
    if (left < 1) {
      response.set('retry-after', '1');
      throw new Problem(429, `Cannot take the request: there are more than ${perSecond} a second`);
    }
    left -= 1;
    next();
  };
}
