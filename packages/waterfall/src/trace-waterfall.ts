/**
 * `<trace-waterfall>`: a small trace, drawn in place.
 *
 *     const waterfall = document.querySelector('trace-waterfall');
 *     waterfall.trace = buildTrace(fromJaegerJson(json));
 *
 * It is one table: the bars are what eyes see of it, and a screen reader reads each span with its service, when it began
 * and how long it took. No shadow root, so that the page's own tokens (tokens.css) and its policy for styles hold.
 */
import { formatDuration, microseconds, type Trace } from '@tracewalk/trace-model';
import { serviceColour, serviceLetters } from './service-colour.ts';
import { type Stretch, type WaterfallRow, waterfallRows } from './waterfall-rows.ts';

/** More spans than this are for the viewer; `max-rows` changes it. */
const MAX_ROWS = 60;
/** Deeper rows are not indented further: their names would have no room. */
const MAX_INDENT = 12;

export class TraceWaterfall extends HTMLElement {
  #trace: Trace | undefined;

  get trace(): Trace | undefined {
    return this.#trace;
  }

  /** Draws at once; undefined empties it. */
  set trace(trace: Trace | undefined) {
    this.#trace = trace;
    this.replaceChildren(...(trace ? this.#draw(trace) : []));
  }

  #draw(trace: Trace): Node[] {
    const { rows, hidden } = waterfallRows(trace, Number(this.getAttribute('max-rows')) || MAX_ROWS);
    const table = element('table', 'waterfall');
    table.setAttribute('role', 'table'); // a narrow page lays the cells out anew, which must not cost the table its role
    table.append(caption(trace), head(trace), body(trace, rows));
    const more = element('p', 'waterfall-more');
    more.textContent = `${count(hidden, 'more span')}: the longest ${rows.length} and all failed ones are shown.`;
    return hidden > 0 ? [table, more] : [table];
  }
}

/** Registers the element, once however often it is called. */
export function defineTraceWaterfall(): void {
  if (!customElements.get('trace-waterfall')) customElements.define('trace-waterfall', TraceWaterfall);
}

/** What the trace is, in a line: also the table's name. */
export function traceSummary({ nodes, services, duration, errorCount }: Trace): string {
  return [
    formatDuration(duration),
    count(nodes.length, 'span'),
    count(services.length, 'service'),
    errorCount > 0 ? count(errorCount, 'error') : 'no errors',
  ].join(' · ');
}

function caption(trace: Trace): HTMLElement {
  const made = element('caption');
  made.textContent = traceSummary(trace);
  return made;
}

function head(trace: Trace): HTMLElement {
  const made = element('thead');
  const row = part('tr', 'row');
  const names = ['Span', `Time line, 0 to ${formatDuration(trace.duration)}`, 'Took'];
  row.append(
    ...names.map((name) => {
      const cell = part('th', 'columnheader');
      cell.setAttribute('scope', 'col');
      cell.textContent = name;
      return cell;
    }),
  );
  made.setAttribute('role', 'rowgroup');
  made.append(row);
  return made;
}

function body(trace: Trace, rows: readonly WaterfallRow[]): HTMLElement {
  const made = part('tbody', 'rowgroup');
  made.append(...rows.map((row) => bodyRow(trace, row)));
  return made;
}

function bodyRow(trace: Trace, { node, bar, critical }: WaterfallRow): HTMLElement {
  const { span, depth } = node;
  const row = part('tr', 'row');
  row.style.setProperty('--service', serviceColour(span.service));
  if (span.status === 'error') row.dataset.failed = '';

  const name = part('th', 'rowheader');
  name.setAttribute('scope', 'row');
  name.style.setProperty('--depth', String(Math.min(depth, MAX_INDENT)));
  const mark = text('waterfall-mark', serviceLetters(span.service));
  mark.setAttribute('aria-hidden', 'true'); // the name follows
  // A name that the row above has said is left to the letters, so that the span's own name has room.
  const again = parentService(trace, node) === span.service;
  name.append(mark);
  // Before the name, whose end may have no room.
  if (span.status === 'error') name.append(text('waterfall-failed', 'failed'), ' ');
  name.append(text(again ? 'visually-hidden' : 'waterfall-service', `${span.service} `));
  name.append(text('waterfall-name', span.name));
  name.title = `${span.service} ${span.name}`;

  const line = part('td', 'cell');
  const start = formatDuration(microseconds(span.start - trace.start));
  line.append(text('visually-hidden', `from ${start}`), place('waterfall-bar', bar));
  line.append(...critical.map((each) => place('waterfall-critical', each)));

  const took = part('td', 'cell');
  took.textContent = formatDuration(span.duration);
  row.append(name, line, took);
  return row;
}

const parentService = ({ byId }: Trace, { span }: WaterfallRow['node']): string | undefined =>
  span.parentSpanId === undefined ? undefined : byId.get(span.parentSpanId)?.span.service;

/** Through the style object: a policy without 'unsafe-inline' forbids `style` attributes, not this. */
function place(className: string, { left, width }: Stretch): HTMLElement {
  const made = element('span', className);
  made.style.left = `${left}%`;
  made.style.width = `${width}%`;
  return made;
}

function part(tag: string, role: string): HTMLElement {
  const made = element(tag);
  made.setAttribute('role', role);
  return made;
}

/** Always as text: a name may hold anything. */
function text(className: string, content: string): HTMLElement {
  const made = element('span', className);
  made.textContent = content;
  return made;
}

function element(tag: string, className = ''): HTMLElement {
  const made = document.createElement(tag);
  if (className) made.className = className;
  return made;
}

const count = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;
