/** The page of the faults: what one can break for oneself, and where to look for it then. */
import { type Fault, FAULTS, type ListedFault } from '@tracewalk/faults';
import { type Html, html } from '@tracewalk/service/html';
import type { Page } from './layout.ts';
import { isOffered, type Mine } from './mine.ts';

/** What is set for everybody: `unknown` where the flags are somewhere else, or cannot be read; `none` without any. */
export type Flags = 'none' | 'unknown' | ListedFault[];

interface Shown {
  mine: Mine;
  flags: Flags;
  viewerUrl?: string;
}

/** Where to find a fault on the page: without scripts the answer to a switch leads there. */
export const rowId = (fault: string): string => `fault-${fault.split(':')[0]}`;

const STORIES: { story: Fault['story']; title: string; look: Html }[] = [
  {
    story: 'request',
    title: 'In a request',
    look: html`Switch one on, then open a profile at <a href="/users" data-action="open users">Users</a>.`,
  },
  {
    story: 'job',
    title: 'In a job',
    look: html`Switch one on, then start a run at <a href="/runs" data-action="open runs">Runs</a>.`,
  },
  { story: 'all', title: 'In both', look: html`Seen in every trace of this page.` },
];

export const faultsPage = (shown: Shown): Page => ({
  title: 'Faults',
  section: 'faults',
  main: html`<h1>Faults</h1>
    <p class="lead">
      Break something for your own requests. Nobody else notices, and the trace shows what went wrong.
    </p>
    ${whoForm(shown)} ${shown.flags === 'none' ? withoutFaults : [forMe(shown.mine), forAll(shown.flags)]}`,
});

const whoForm = ({ mine: { attendee }, viewerUrl }: Shown): Html =>
  html`<form class="who" method="post" action="/faults" data-action="say who you are">
    <label for="attendee">Your name, where others use this system, too</label>
    <input
      id="attendee"
      name="attendee"
      value="${attendee}"
      maxlength="64"
      pattern="[\\p{L}\\p{N}._\\-]*"
      title="letters, digits, dots, dashes, underscores"
      autocomplete="off"
      spellcheck="false"
    />
    <button id="say-attendee">Save</button>
    <p class="quiet">
      ${
        attendee === undefined
          ? html`It will be on every span of your requests, as <code>demo.attendee</code>.`
          : html`You are ${attendee}: <code>demo.attendee=${attendee}</code> is on every span of your
              requests. ${viewerUrl && html`<a href="${searchFor(viewerUrl, attendee)}">Find your traces</a>`}`
      }
    </p>
  </form>`;

/** As the Jaeger UI has it, so that it is right whichever of the two is there. */
const searchFor = (viewerUrl: string, attendee: string): string =>
  `${viewerUrl}/search?${new URLSearchParams({
    service: 'frontend',
    tags: JSON.stringify({ 'demo.attendee': attendee }),
  }).toString()}`;

const withoutFaults = html`<p class="notice">
  The services of this system were given no faults: <code>FAULTS_FILE</code> is not set. There is nothing to
  switch.
</p>`;

const forMe = (mine: Mine): Html =>
  html`<form class="plain" method="post" action="/faults" data-action="switch fault">
    <h2>For my requests only</h2>
    <p>A request carries its faults as W3C baggage, from your browser to each service on its way.</p>
    ${STORIES.map(
      ({ story, title, look }) =>
        html`<h3>${title}</h3>
          <p class="quiet">${look}</p>
          <ul class="faults">
            ${FAULTS.filter((fault) => isOffered(fault) && fault.story === story).map((fault) => row(fault, mine))}
          </ul>`,
    )}
  </form>`;

function row(fault: Fault, { faults }: Mine): Html {
  const { name, service, sees } = fault;
  const now = faults.find((each) => each.name === name);
  const variants = Object.keys(fault.variants).filter((variant) => variant !== 'off');
  return html`<li id="${rowId(name)}" tabindex="-1" ${now && html` data-on`}>
    <p class="fault-name"><code>${name}</code> <span class="quiet">in ${service}</span></p>
    <p class="fault-sees">${sees}</p>
    <div class="switches" role="group" aria-label="${name}">
      ${variants.map(
        (variant) =>
          html`<button
            id="switch-${name}-${variant}"
            name="toggle"
            value="${name}:${variant}"
            aria-pressed="${String(now !== undefined && (now.variant ?? 'on') === variant)}"
            aria-label="${variant}, ${name}"
            ${fault.unit !== undefined && html`title="${String(fault.variants[variant])} ${fault.unit}"`}
          >
            ${variant}
          </button>`,
      )}
    </div>
  </li>`;
}

/** Closed, since a lab sets its fault in the same way: to open it may be to read the answer. */
const forAll = (flags: Exclude<Flags, 'none'>): Html =>
  html`<h2>For everybody</h2>
    <p>
      Flags set a fault for all requests, or for a share of them: <code>npx tracewalk fault set</code>. Only
      so can ${inWords(FAULTS.filter((fault) => !isOffered(fault)))} be had, where no request of this page
      leads.
    </p>
    <details>
      <summary>What is set now. In a lab, this may be the answer</summary>
      ${
        flags === 'unknown'
          ? html`<p>That is not known here: the flags are elsewhere, or cannot be read.</p>`
          : flags.length === 0
            ? html`<p>Nothing is set for everybody.</p>`
            : html`<ul class="faults">
                ${flags.map(
                  ({ name, service, sees, forAll: whom }) =>
                    html`<li>
                      <p class="fault-name">
                        <code>${name}</code> <span class="quiet">in ${service}</span>
                        <span class="state">${whom}</span>
                      </p>
                      <p class="fault-sees">${sees}</p>
                    </li>`,
                )}
              </ul>`
      }
    </details>`;

const inWords = (faults: readonly Fault[]): Html[] =>
  faults.map(
    ({ name }, index) =>
      html`${index > 0 && (index === faults.length - 1 ? ' and ' : ', ')}<code>${name}</code>`,
  );
