/**
 * The scripts of the page. What it shows comes from the server, with and without them; with them a click begins a trace, the
 * trace is drawn, and what happens is shown while it does.
 */
import './page.css';
import { type TraceAction, untraced } from './action.ts';
import { find, say } from './elements.ts';
import { createLive } from './live.ts';
import { createTracePanel } from './trace-panel.ts';
import { followVisits } from './visit.ts';

let traceAction: TraceAction = untraced;
const panel = createTracePanel();
const live = createLive(() => panel.again());

followVisits({
  traceAction: () => traceAction,
  onStart: (action) => panel.wait(titleOf(action)),
  onEnd: ({ action, traceId }) => {
    panel.show(traceId, titleOf(action));
    live.follow();
  },
  onFailure: (action) => {
    panel.show(undefined, titleOf(action));
    tellFailure();
  },
});
document.addEventListener('click', (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-trace]');
  if (!link || find('aside.trace')?.dataset.draws === undefined || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  panel.show(link.dataset.trace, 'The trace of this coin');
  // On a narrow page it is far below.
  find('#trace-title')?.focus();
});

live.follow();
panel.show(find('aside.trace')?.dataset.trace || undefined, 'The trace of this page');
await startTracing();

/** The server says in the page whether spans have somewhere to go. A blocker may keep the script out. */
async function startTracing(): Promise<void> {
  if (!find('meta[name="traceparent"]')) return;
  try {
    traceAction = (await import('./tracing.ts')).startTracing();
  } catch {
    traceAction = untraced;
  }
}

function titleOf(action: string): string {
  return `The trace of “${action}”`;
}

function tellFailure(): void {
  const main = find('main');
  const notice = find('.notice', main ?? document) ?? document.createElement('p');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  say(notice, 'frontend did not answer. Is it running? Try again.');
  main?.prepend(notice);
}
