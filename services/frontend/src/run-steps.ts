/** The way of a run through the services, as a list of steps. */
import { type Html, html } from '@tracewalk/service/html';
import type { Run } from './run-pages.ts';

interface Phase {
  name: string;
  attempt: number;
  state: string;
  durationMs: number | null;
}

/** A run with what server and event-display know of it. */
export interface RunOnItsWay extends Run {
  attempts: number;
  endedAt: string | null;
  phases: Phase[];
  history: { state: string; at: string }[];
  /** Whether event-display can be heard from here. */
  followed: boolean;
  /** When event-display got the event of its end. */
  shownAt?: string;
  /** Why this may not be the latest. */
  trouble?: string;
}

type StepState = 'done' | 'now' | 'to come' | 'failed' | 'not seen';

interface Step {
  service: string;
  state: StepState;
  says: Html | string;
}

export const runSteps = (run: RunOnItsWay): Html =>
  html`<ol class="steps">
    ${stepsOf(run).map(
      ({ service, state, says }) =>
        html`<li data-state="${state}">
          <strong>${service}</strong> <span class="step-state">${state}</span
          ><span class="step-says">${says}</span>
        </li>`,
    )}
  </ol>`;

function stepsOf(run: RunOnItsWay): Step[] {
  const { state, endedAt, history, followed, shownAt } = run;
  const began = history.find((change) => change.state === 'running')?.at;
  const again = state === 'queued' && began !== undefined;
  const told: StepState = !endedAt ? 'to come' : shownAt ? 'done' : followed ? 'now' : 'not seen';
  return [
    { service: 'server', state: 'done', says: 'took the request and stored the run' },
    {
      service: 'queue',
      state: state === 'queued' ? 'now' : 'done',
      says: again
        ? 'holds it for another attempt'
        : began
          ? `held it for ${took(run.createdAt, began)}`
          : 'holds it',
    },
    {
      service: 'drain',
      state:
        state === 'finished'
          ? 'done'
          : state === 'failed'
            ? 'failed'
            : state === 'running'
              ? 'now'
              : 'to come',
      says: phases(run),
    },
    { service: 'broker', state: told, says: 'gets the event run.finished and delivers it' },
    {
      service: 'event-display',
      state: told,
      says: shownAt && endedAt ? `shows it, ${took(endedAt, shownAt)} after the end` : 'shows it',
    },
  ];
}

/** Of the latest attempt. */
function phases({ phases: all }: RunOnItsWay): Html | string {
  const latest = Math.max(...all.map(({ attempt }) => attempt));
  const now = all.filter(({ attempt }) => attempt === latest);
  if (now.length === 0) return 'works through prepare, plan, apply';
  return html`<span class="phases"
    >${now.map(
      ({ name, state, durationMs }) =>
        html`<span data-state="${state}"
          >${name} ${durationMs === null ? '…' : `${durationMs} ms`}${state === 'failed' && ' failed'}</span
        > `,
    )}</span
  >`;
}

function took(from: string, to: string): string {
  const ms = Math.max(0, Date.parse(to) - Date.parse(from));
  return ms < 10_000 ? `${ms} ms` : `${Math.round(ms / 1_000)} s`;
}
