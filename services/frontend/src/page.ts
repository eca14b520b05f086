/** The page: plain HTML, readable without scripts. */
import { createHash } from 'node:crypto';
import type { RequestHandler } from 'express';

interface PageContent {
  users: { id: number; name: string; email: string }[];
  stacks: { id: string; name: string; environment: string }[];
}

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(17rem, 1fr)); gap: .25rem 1rem; padding: 0; list-style: none }
  dt { font-weight: 600 }
  code { font-size: .9em }
`;

/** Nothing from elsewhere, no script, this one style sheet, and nobody may put the page into a frame. */
const CONTENT_SECURITY_POLICY = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  `base-uri 'none'`,
  `form-action 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  next();
};

export const renderPage = ({ users, stacks }: PageContent): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tracewalk</title>
<style>${STYLE}</style>
<h1>Tracewalk</h1>
<p>Small services that call each other, so that you can see what a trace shows. Three stories are going on:</p>
<dl>
<dt>A request</dt>
<dd>frontend asks user, user asks profile; at the same time frontend asks server. Open a user below.</dd>
<dt>A job</dt>
<dd>server puts a run into a queue, drain works on it later, and what happened is still one trace. Start a run below.</dd>
<dt>An event</dt>
<dd>every second a heartbeat goes to broker, and on to coinflip. Heads arrive at event-display, tails end there.</dd>
</dl>
<p>Each answer names its trace in the header <code>traceresponse</code>. In a terminal: <code>npx tracewalk trace --last</code></p>
<h2>Users</h2>
<ul>
${users.map(({ id, name }) => `<li><a href="/api/profiles/${id}">${escapeHtml(name)}</a></li>`).join('\n')}
</ul>
<h2>Stacks</h2>
<ul>
${stacks.map(stackItem).join('\n')}
</ul>
<p>Start a run with <code>curl -X POST</code> to <code>/api/stacks/STACK/runs</code>, and look at it with <code>/api/runs/RUN</code>.</p>
</html>
`;

const stackItem = ({ id, name, environment }: PageContent['stacks'][number]): string =>
  `<li>${escapeHtml(name)}, ${escapeHtml(environment)}: <code>${escapeHtml(id)}</code></li>`;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
