/** The facilitator's page: attendees by labs. Without scripts it loads itself again; with them only the table is new. */
import type { FoundLab } from '@tracewalk/lab';
import { type Html, html, toText } from '@tracewalk/service/html';
import {
  type Board,
  hintsOf,
  inOrder,
  lastHeard,
  type Order,
  ORDERS,
  passedBy,
  type Standing,
  type Standings,
} from './board.ts';

export type ShownLab = Pick<FoundLab, 'name' | 'title' | 'minutes'>;

/** In seconds. */
const RELOAD = 10;

export const workshopPage = (board: Board, labs: readonly ShownLab[], order: Order): string =>
  toText(
    frame(
      'Workshop',
      html`<h1>Workshop</h1>
        <div id="board" data-order="${order}">${boardOf(board, labs, order)}</div>
        <p class="live" role="status"></p>
        <h2>Labs</h2>
        <ol class="labs">
          ${labs.map(
            ({ name, title, minutes }) =>
              html`<li><b>${number(name)}</b> ${title} <span class="quiet">${minutes} min</span></li>`,
          )}
        </ol>`,
      html`<noscript><meta http-equiv="refresh" content="${RELOAD}" /></noscript>`,
    ),
  );

/** What is sent to pages that are open, when something has changed. */
export const boardOf = (board: Board, labs: readonly ShownLab[], order: Order): Html => {
  const rows = inOrder(board, order);
  const begun = rows.filter(([, standings]) => Object.keys(standings).length > 0).length;
  const passed = rows.reduce((sum, [, standings]) => sum + passedBy(standings), 0);
  return html`<p class="summary">
      ${begun} of ${rows.length} have begun, ${passed} labs are passed.
      <span class="order"
        >Order:
        ${ORDERS.map((each) => [each === order ? html`<b>${each}</b> ` : html`<a href="/?order=${each}">${each}</a> `])}</span
      >
    </p>
    <p class="key">
      <span class="cell begun">2/5</span> steps done <span class="cell passed">✓</span> passed
      <span class="cell">${dots(2)}</span> hints taken
    </p>
    <div class="scroll" role="region" aria-label="Attendees by labs" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">Attendee</th>
            <th scope="col">Passed</th>
            <th scope="col">Hints</th>
            ${labs.map(({ name, title }) => html`<th scope="col" title="${title}">${number(name)}</th>`)}
            <th scope="col">Heard</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(([attendee, standings]) => row(attendee, standings, labs))}
        </tbody>
      </table>
    </div>`;
};

const row = (attendee: string, standings: Standings, labs: readonly ShownLab[]): Html =>
  html`<tr>
    <th scope="row"><a href="${attendeePath(attendee)}">${attendee}</a></th>
    <td>${passedBy(standings)}</td>
    <td>${hintsOf(standings)}</td>
    ${labs.map(({ name }) => cell(standings[name]))}
    <td class="quiet">${heard(lastHeard(standings))}</td>
  </tr>`;

/** Short for the eye, whole for a screen reader. */
function cell(standing: Standing | undefined): Html {
  if (!standing) return html`<td><span class="hidden">not begun</span></td>`;
  const { steps, done, hints, passedAt } = standing;
  const passed = passedAt !== undefined;
  return html`<td class="cell ${passed ? 'passed' : 'begun'}">
    <span aria-hidden="true">${passed ? '✓' : `${done}/${steps}`}${dots(hints)}</span>
    <span class="hidden">${inWords(standing)}</span>
  </td>`;
}

const dots = (hints: number): Html | false =>
  hints > 0 && html`<span class="hints">${'•'.repeat(Math.min(hints, 3))}</span>`;

export const inWords = ({ steps, done, hints, passedAt }: Standing): string => {
  const state = passedAt === undefined ? `${done} of ${steps} steps done` : 'passed';
  return `${state}${hints > 0 ? `, ${hints} hint${hints === 1 ? '' : 's'} taken` : ''}`;
};

const heard = (at: string | undefined): Html | false => {
  if (at === undefined) return false;
  const local = new Date(at).toTimeString().slice(0, 5);
  return html`<time datetime="${at}">${local}</time>`;
};

export const number = (lab: string): string => lab.slice(0, 2);

const attendeePath = (attendee: string): string => `/attendees/${encodeURIComponent(attendee)}`;

export const frame = (title: string, main: Html, head?: Html): Html =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Tracewalk</title>
        ${head}
        <link rel="stylesheet" href="/workshop.css" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <script type="module" src="/live.js"></script>
      </head>
      <body>
        <main>${main}</main>
      </body>
    </html> `;
