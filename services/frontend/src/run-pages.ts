/** The pages of the second story: stacks with their runs, and one run on its way. */
import { type Html, html, toText } from '@tracewalk/service/html';
import type { Page } from './layout.ts';
import { type RunOnItsWay, runSteps } from './run-steps.ts';

export interface Run {
  id: string;
  stackId: string;
  state: 'queued' | 'running' | 'finished' | 'failed';
  requestedBy: string | null;
  createdAt: string;
}

export interface Stack {
  id: string;
  name: string;
  environment: string;
}

export const runsPage = (stacks: Stack[], runs: Run[]): Page => ({
  title: 'Runs',
  section: 'runs',
  main: html`<h1>Runs</h1>
    <p class="path">
      server <i>queues,</i> drain <i>works, tells</i> broker <i>delivers to</i> event-display
    </p>
    <p>
      A run changes a stack, a piece of infrastructure. It is answered at once and worked on later, and what
      happens then is still the same trace.
    </p>
    ${startRunForm(stacks)}
    <h2>Latest</h2>
    ${runs.length === 0 ? html`<p class="empty">None yet.</p>` : runList(runs)}`,
});

/** The key is made with the form: sent twice, it starts one run. */
export const startRunForm = (stacks: Stack[], requestedBy?: number): Html =>
  stacks.length === 0
    ? html`<p class="empty">There is no stack to start a run for.</p>`
    : html`<form class="start-run" method="post" action="/runs" data-action="start run">
        <input type="hidden" name="key" value="${crypto.randomUUID()}" />
        ${requestedBy !== undefined && html`<input type="hidden" name="requestedBy" value="${requestedBy}" />`}
        <label for="stack">Stack</label>
        <select id="stack" name="stack">
          ${stacks.map(
            ({ id, name, environment }) => html`<option value="${id}">${name}, ${environment}</option>`,
          )}
        </select>
        <button>Start a run</button>
      </form>`;

export const runList = (runs: readonly Run[]): Html =>
  html`<ul class="runs">
    ${runs.map(
      ({ id, stackId, state, createdAt }) =>
        html`<li>
          <a href="/runs/${id}" data-action="open run">${stackId}</a>
          <span class="state" data-state="${state}">${state}</span>
          <time class="quiet" datetime="${createdAt}">${clock(createdAt)}</time>
        </li>`,
    )}
  </ul>`;

const clock = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`;

export const runPage = (run: RunOnItsWay): Page => ({
  title: `Run of ${run.stackId}`,
  section: 'runs',
  main: html`<p class="back"><a href="/runs" data-action="open runs">Runs</a></p>
    <h1>Run of ${run.stackId}</h1>
    <p class="lead" role="status" data-part="run-state">${runState(run)}</p>
    <div data-run="${run.id}" ${isOver(run) && html` data-over`}>${runSteps(run)}</div>
    <noscript
      ><p><a href="/runs/${run.id}">Look again</a></p></noscript
    >`,
});

/** What a page that shows the run is told when something has changed. */
export const runUpdate = (run: RunOnItsWay) => ({
  state: runState(run),
  steps: toText(runSteps(run)),
  over: isOver(run),
});

export type RunUpdate = ReturnType<typeof runUpdate>;

const STATES: Record<Run['state'], string> = {
  queued: 'is queued',
  running: 'is running',
  finished: 'has finished',
  failed: 'has failed',
};

const runState = ({ state, attempts, trouble }: RunOnItsWay): string =>
  trouble ?? `This run ${STATES[state]}${attempts > 1 ? `, attempt ${attempts}` : ''}.`;

/** Nothing more will happen, or nothing more can be seen from here. */
const isOver = ({ endedAt, shownAt, followed }: RunOnItsWay): boolean =>
  endedAt !== null && (!followed || shownAt !== undefined);
