/**
 * The parameters of the page's URL, as signals. A change is seen at once; the address bar follows a moment later, for a
 * browser refuses a URL that changes with every frame of a zoom.
 */
import { signal } from '@preact/signals';
import { query, setQuery } from '../../app/router.ts';

const DELAY_MS = 200;

type Changes = Readonly<Record<string, string>>;

export class UrlState {
  readonly #pending = signal<Changes>({});
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** '' when the parameter is not there. Reading it in a component or `computed` follows it. */
  get(name: string): string {
    return this.#pending.value[name] ?? query(name);
  }

  /** '' removes a parameter. `push` makes a step that the back button takes back. */
  set(changes: Changes, how: 'push' | 'replace' = 'replace'): void {
    const differing = Object.entries(changes).filter(([name, value]) => this.#peek(name) !== value);
    if (differing.length === 0) return;
    if (how === 'push') this.flush();
    this.#pending.value = { ...this.#pending.peek(), ...Object.fromEntries(differing) };
    if (how === 'push') this.flush({ replace: false });
    else this.#timer ??= setTimeout(() => this.flush(), DELAY_MS);
  }

  /** Writes the address now: before something reads it, or the page is left. */
  flush({ replace = true } = {}): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = this.#pending.peek();
    if (Object.keys(changes).length === 0) return;
    setQuery(changes, { replace });
    this.#pending.value = {};
  }

  /** The page is left: what was not written is forgotten. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending.value = {};
  }

  #peek(name: string): string {
    return this.#pending.peek()[name] ?? new URL(location.href).searchParams.get(name) ?? '';
  }
}
