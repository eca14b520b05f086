/**
 * Follows links and sends forms with fetch, so that a click is the beginning of a trace: the same addresses, the same
 * pages, of which the content is taken. Whatever it does not handle, the browser does as ever.
 */
import { type TraceAction, traceIdOf } from './action.ts';
import { find } from './elements.ts';

interface Visit {
  url: string;
  action: string;
  body?: URLSearchParams;
  /** Whether the address becomes a new entry of the history. */
  push: boolean;
  /** The button that was pressed. */
  pressed?: string | undefined;
}

interface Visited {
  action: string;
  traceId: string | undefined;
}

interface Visitor {
  traceAction: () => TraceAction;
  /** Before the request. */
  onStart: (action: string) => void;
  /** When the new content is there. */
  onEnd: (visited: Visited) => void;
  /** No answer came at all. */
  onFailure: (action: string) => void;
}

export function followVisits({ traceAction, onStart, onEnd, onFailure }: Visitor): void {
  let current: AbortController | undefined;

  const visit = async ({ url, action, body, push, pressed }: Visit) => {
    current?.abort();
    const own = (current = new AbortController());
    find('main')?.setAttribute('aria-busy', 'true');
    onStart(action);
    try {
      const { result, traceId } = await traceAction()(action, async (fetch) => {
        const response = await fetch(url, {
          method: body ? 'POST' : 'GET',
          body,
          headers: { accept: 'text/html' },
          signal: own.signal,
        });
        return { response, page: await response.text() };
      });
      if (own.signal.aborted) return;
      show(result.page, pressed);
      if (push && result.response.url !== location.href) history.pushState(null, '', result.response.url);
      onEnd({ action, traceId: traceId ?? traceIdOf(result.response) });
    } catch {
      if (!own.signal.aborted) onFailure(action);
    } finally {
      if (!own.signal.aborted) find('main')?.removeAttribute('aria-busy');
    }
  };

  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-action], a[data-trace]');
    if (!link?.dataset.action || !isPlain(event)) return;
    event.preventDefault();
    void visit({ url: link.href, action: link.dataset.action, push: true });
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.dataset.action || event.defaultPrevented) return;
    event.preventDefault();
    const fields = new URLSearchParams();
    // There are no files in these forms.
    for (const [name, value] of new FormData(form, event.submitter))
      if (typeof value === 'string') fields.append(name, value);
    const isPost = form.method === 'post';
    const url = isPost ? form.action : `${form.action}?${fields.toString()}`;
    void visit({
      url,
      action: form.dataset.action,
      push: true,
      pressed: event.submitter?.id,
      ...(isPost && { body: fields }),
    });
  });
  addEventListener('popstate', () => void visit({ url: location.href, action: 'go back', push: false }));
}

/** Not the click that opens a new tab or a menu. */
const isPlain = (event: MouseEvent): boolean =>
  event.button === 0 &&
  !event.defaultPrevented &&
  !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

/**
 * What the server has made is parsed into a document that runs nothing; its content takes the place of the old one.
 *
 * @param pressed the id of a button: where the new page has it as well, one is still there
 */
function show(page: string, pressed?: string): void {
  const next = new DOMParser().parseFromString(page, 'text/html');
  const main = find('main', next);
  if (!main) throw new Error('Cannot show the page: it has no content');
  for (const part of ['main', '.site-header', '.site-footer', 'meta[name="baggage"]'])
    find(part)?.replaceWith(find(part, next) ?? '');
  document.title = next.title;
  const button = pressed ? document.getElementById(pressed) : null;
  if (button) return button.focus({ preventScroll: true });
  scrollTo({ top: 0 });
  // Where a screen reader, and the next Tab, go on.
  main.focus({ preventScroll: true });
}
