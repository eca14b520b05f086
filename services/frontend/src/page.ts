/** The page: plain HTML, readable without scripts. */
import type { RequestHandler } from 'express';

interface PageContent {
  users: { id: number; name: string; email: string }[];
  stacks: { id: string; name: string }[];
}

/** Nothing from elsewhere, no script, and nobody may put the page into a frame. */
export const securityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy':
      "default-src 'none'; style-src 'self' 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  next();
};

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: .25rem 1rem; padding: 0; list-style: none }
  code { font-size: .9em }`;

export const renderPage = ({ users, stacks }: PageContent): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Tracewalk</title>
<style>${STYLE}</style>
<h1>Tracewalk</h1>
<p>Each link is one request; its trace shows every service it went through. In a terminal: <code>npx tracewalk trace --last</code></p>
<h2>Users</h2>
<ul>${users.map((user) => `<li><a href="/api/profiles/${user.id}">${escapeHtml(user.name)}</a></li>`).join('')}</ul>
<h2>Stacks</h2>
<ul>${stacks.map((stack) => `<li>${escapeHtml(stack.name)} <code>${escapeHtml(stack.id)}</code></li>`).join('')}</ul>
<p>Start a run: <code>curl -X POST /api/stacks/&lt;id&gt;/runs</code>, then look at <code>/api/runs/&lt;run&gt;</code>.</p>
</html>
`;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
