import type { Response } from 'express';
import { type Page, renderPage, type Site } from './layout.ts';
import { mineOf } from './mine.ts';

/** A page is of this moment and of one person, and names the trace it was made in. */
export function sendPage(response: Response, page: Page, site: Site): void {
  const { req: request } = response;
  const visit = { mine: mineOf(request), path: request.originalUrl };
  response
    .type('html')
    .set('cache-control', 'no-store')
    .send(renderPage(page, site, visit));
}
