/** The address is the state: pages read `url` and change it, and nothing else needs to be kept, sent or restored. */
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { matchRoute, type QueryChange, withQuery } from './match-route.ts';

const current = signal(new URL('http://viewer/'));

/** Where the page is. */
export const url: ReadonlySignal<URL> = current;

export const route = computed(() => matchRoute(current.value.pathname));

/** A parameter of the address, empty if there is none. In a component or a computed signal it follows the address. */
export const query = (name: string): string => current.value.searchParams.get(name) ?? '';

/** Goes to a path of the viewer. With `replace` the way back leads past the present address. */
export function navigate(path: string, { replace = false } = {}): void {
  const target = new URL(path, current.peek());
  if (target.href === current.peek().href) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', target);
  const samePage = target.pathname === current.peek().pathname;
  current.value = target;
  if (!samePage) scrollTo(0, 0);
}

/** Changes parameters of the address and stays on the page; by default the way back leads past the change. */
export function setQuery(change: QueryChange, { replace = true } = {}): void {
  navigate(withQuery(current.peek(), change), { replace });
}

export function startRouter(): void {
  readAddress();
  addEventListener('popstate', readAddress);
  document.addEventListener('click', follow);
}

function readAddress(): void {
  current.value = new URL(location.href);
}

/** A plain click on a link within the viewer changes the page without loading it anew. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest('a');
  if (!link || link.hasAttribute('download') || (link.target && link.target !== '_self')) return;
  const target = new URL(link.href, location.href);
  // Of the API the browser gets the answer itself.
  if (target.origin !== location.origin || target.pathname.startsWith('/api/')) return;
  if (target.hash && target.pathname === location.pathname) return;
  event.preventDefault();
  navigate(target.href);
}
