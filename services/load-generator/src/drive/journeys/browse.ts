import type { Journey } from './journey.ts';

/** The page, then the lists behind it, page by page until there is no more to look at or patience ends. */
export const browse: Journey = function* (visitor) {
  yield { name: 'GET /', method: 'GET', path: '/', think: visitor.pause(2) };
  yield { name: 'GET /api/stacks', method: 'GET', path: '/api/stacks', think: visitor.pause(1) };
  let page = '/api/users?limit=12';
  for (let pages = 1 + visitor.random.int(3); pages > 0; pages -= 1) {
    const think = visitor.pause(2);
    const { body } = yield { name: 'GET /api/users', method: 'GET', path: page, reads: true, think };
    const cursor = /"nextCursor":"([\w-]+)"/.exec(body)?.[1];
    if (!cursor) return;
    page = `/api/users?limit=12&cursor=${cursor}`;
  }
};
