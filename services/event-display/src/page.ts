/** The live page: rendered here, kept up to date by page/live.js. */
import { join } from 'node:path';
import { Router } from 'express';
import type { DisplayedEvent, RecentEvents } from './recent-events.ts';

const FILES = { root: join(import.meta.dirname, 'page'), cacheControl: false };

/** What arrives is shown, so it is taken for hostile: nothing runs or loads here but the two files beside this one. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function page(recent: RecentEvents): Router {
  const router = Router();
  router.get('/', (_request, response) => {
    response
      .set({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'cache-control': 'no-store' })
      .type('html')
      .send(render(JSON.parse(recent.asJson()) as DisplayedEvent[]));
  });
  router.get('/live.js', (_request, response) => response.sendFile('live.js', FILES));
  router.get('/live.css', (_request, response) => response.sendFile('live.css', FILES));
  return router;
}

const render = (events: DisplayedEvent[]) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>event-display</title>
<link rel="stylesheet" href="live.css">
<script src="live.js" type="module"></script>
<h1>Events</h1>
<p role="status" id="state">As of now. Live updates need JavaScript.</p>
<table>
<thead><tr><th>received<th>type<th>source<th>flip<th>trace</tr></thead>
<tbody id="events" data-newest="${events[0]?.sequence ?? 0}">${events.map(row).join('')}</tbody>
</table>
</html>
`;

const row = ({ receivedAt, traceId, event }: DisplayedEvent) =>
  `\n<tr>${[receivedAt, event.type, event.source, event['flip'] ?? '', traceId ?? ''].map(cell).join('')}</tr>`;

const cell = (text: unknown) =>
  `<td>${String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)}</td>`;
