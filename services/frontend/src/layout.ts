/** The frame of every page: head, navigation, what the page is about, and the trace of what was just done. */
import { isSpanContextValid, trace } from '@opentelemetry/api';
import { type Html, html, toText } from '@tracewalk/service/html';
import type { Assets } from './assets.ts';
import { baggageOf, type Mine, nameOf } from './mine.ts';

export interface Page {
  title: string;
  /** Which entry of the navigation this page belongs to. */
  section?: 'users' | 'runs' | 'coins' | 'faults';
  main: Html;
}

/** What is the same for every page of this service. */
export interface Site {
  assets: Assets;
  /** Where a person looks at traces. */
  viewerUrl?: string;
  /** Whether this service can read traces, to draw them. */
  drawsTraces: boolean;
  /** Whether spans of the browser have somewhere to go. */
  tracesBrowser: boolean;
}

/** Whose page it is, and where it is. */
export interface Visit {
  mine: Mine;
  path: string;
}

const SECTIONS = [
  ['users', 'Users'],
  ['runs', 'Runs'],
  ['coins', 'Coins'],
] as const;

/** So many faults a line has room for. */
const NAMED = 3;

export const renderPage = ({ title, section, main }: Page, site: Site, visit: Visit): string =>
  toText(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>${title} · Tracewalk</title>
          <meta
            name="description"
            content="Small services that call each other, and the trace of each thing you do."
          />
          ${traceParent(site)}
          <meta name="baggage" content="${baggageOf(visit.mine)}" />
          ${site.assets.styles.map((href) => html`<link rel="stylesheet" href="${href}" /> `)}
          <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
          ${site.assets.script && html`<script type="module" src="${site.assets.script}"></script>`}
        </head>
        <body>
          <a class="skip" href="#main">Skip to the content</a>
          <header class="site-header">
            <a class="site-name" href="/" data-action="open home">Tracewalk</a>
            <nav aria-label="Main">
              <ul>
                ${SECTIONS.map(
                  ([id, name]) =>
                    html`<li>
                      <a
                        href="/${id}"
                        data-action="open ${id}"
                        ${section === id && html` aria-current="page"`}
                        >${name}</a
                      >
                    </li>`,
                )}
              </ul>
            </nav>
            ${banner(visit)}
          </header>
          <div class="columns">
            <main id="main" tabindex="-1">
              ${!site.assets.script && html`<p class="notice">This page works without its scripts and styles, which are not built: <code>npm run build</code> makes them.</p>`}
              ${main}
            </main>
            ${tracePanel(site)}
          </div>
          <footer class="site-footer">
            <a href="/faults" data-action="open faults" ${section === 'faults' && html` aria-current="page"`}
              >Faults</a
            >
            ${visit.mine.attendee !== undefined && html`<span>You are ${visit.mine.attendee}</span>`}
          </footer>
        </body>
      </html> `,
  );

/** What one has broken is not to be wondered at on another page. */
function banner({ mine: { faults }, path }: Visit): Html | false {
  if (faults.length === 0) return false;
  const named = faults.slice(0, NAMED).map(nameOf).join(', ');
  const more = faults.length > NAMED ? ` and ${faults.length - NAMED} more` : '';
  return html`<form class="mine" method="post" action="/faults" data-action="clear faults">
    <input type="hidden" name="back" value="${path}" />
    <span>${named}${more} ${faults.length === 1 ? 'is' : 'are'} on for you</span>
    <button name="clear" value="all">clear</button>
  </form>`;
}

const activeSpan = () => {
  const context = trace.getActiveSpan()?.spanContext();
  return context && isSpanContextValid(context) ? context : undefined;
};

/** With this the browser's span of loading the page goes on with the trace of the request for it. */
function traceParent({ tracesBrowser }: Site): Html | false {
  const context = activeSpan();
  if (!context || !tracesBrowser) return false;
  const flags = (context.traceFlags & 1).toString().padStart(2, '0');
  return html`<meta name="traceparent" content="00-${context.traceId}-${context.spanId}-${flags}" />`;
}

/** Beside or beneath everything else: it grows when the trace is there, and must not move what is being read. */
function tracePanel({ viewerUrl, drawsTraces }: Site): Html {
  const id = activeSpan()?.traceId;
  return html`<aside
    class="trace"
    aria-labelledby="trace-title"
    data-trace="${id}"
    ${drawsTraces && html` data-draws`}
    data-viewer="${viewerUrl}"
  >
    <h2 id="trace-title" tabindex="-1">The trace of this page</h2>
    <p class="trace-status" role="status">
      ${!drawsTraces && 'Traces cannot be shown here: QUERY_URL is not set.'}
    </p>
    <p class="trace-verdict"></p>
    <trace-waterfall></trace-waterfall>
    ${drawsTraces && html`<noscript><p>With scripts, the trace is drawn here.</p></noscript>`}
    <p class="trace-links">
      ${id && viewerUrl && html`<a href="${viewerUrl}/trace/${id}">Open the whole trace</a> `}<code
        class="trace-id"
        >${id}</code
      >
    </p>
  </aside>`;
}
