/** The page of one attendee: their links, what they type, how far they are. */
import { type Html, html, toText } from '@tracewalk/service/html';
import type { Standings } from './board.ts';
import { frame, inWords, number, type ShownLab } from './workshop-page.ts';

export interface Addresses {
  /** Where the system's page is, as a browser finds it. */
  frontendUrl: string;
  /** Where traces are looked at. */
  viewerUrl: string;
}

/** @param ownUrl how this page was asked for: so the attendee's terminal finds it as well. */
export function attendeePage(
  attendee: string,
  standings: Standings,
  labs: readonly ShownLab[],
  { frontendUrl, viewerUrl, ownUrl }: Addresses & { ownUrl: string },
): string {
  const page = `${frontendUrl}/?${new URLSearchParams({ attendee }).toString()}`;
  const next = labs.find(({ name }) => standings[name]?.passedAt === undefined) ?? labs.at(-1);
  const lab = number(next?.name ?? '01');
  return toText(
    frame(
      attendee,
      html`<p><a href="/">Workshop</a></p>
        <h1>${attendee}</h1>
        <p>
          Open <a href="${page}">the page as ${attendee}</a> once: from then on each request of your browser
          is yours, and all its spans say <code>demo.attendee=${attendee}</code>. So you find
          <a href="${tracesOf(viewerUrl, attendee)}">your traces</a> among those of the others.
        </p>
        <h2>In your terminal</h2>
        <p>
          Lab ${lab}: ${next?.title}. The first command tells who you are and where this page is; the others
          remember it.
        </p>
        <pre><code>${[
          `TRACEWALK_WORKSHOP=${ownUrl} npx tracewalk lab start ${lab} --attendee ${attendee}`,
          `npx tracewalk lab hint ${lab}`,
          `npx tracewalk lab check ${lab}`,
        ].join('\n')}</code></pre>
        <h2>So far</h2>
        ${soFar(standings, labs)}`,
    ),
  );
}

function soFar(standings: Standings, labs: readonly ShownLab[]): Html {
  const begun = labs.flatMap(({ name, title }) => {
    const standing = standings[name];
    return standing ? [html`<li><b>${number(name)}</b> ${title}: ${inWords(standing)}</li>`] : [];
  });
  return begun.length === 0
    ? html`<p class="quiet">Nothing yet.</p>`
    : html`<ol class="labs">
        ${begun}
      </ol>`;
}

const tracesOf = (viewerUrl: string, attendee: string): string =>
  `${viewerUrl}/search?${new URLSearchParams({
    service: 'frontend',
    tags: JSON.stringify({ 'demo.attendee': attendee }),
  }).toString()}`;
