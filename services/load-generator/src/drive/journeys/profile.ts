import type { Journey } from './journey.ts';

/** From the page to a profile or two. */
export const profile: Journey = function* (visitor) {
  yield { name: 'GET /', method: 'GET', path: '/', think: visitor.pause(1) };
  for (let profiles = 1 + visitor.random.int(3); profiles > 0; profiles -= 1) {
    const path = `/api/profiles/${visitor.user()}`;
    yield { name: 'GET /api/profiles/:id', method: 'GET', path, think: visitor.pause(2) };
  }
};
