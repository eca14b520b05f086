import { effect, type Signal, signal } from '@preact/signals';

/**
 * A choice of the user that outlives the page. Without storage (a private window, blocked cookies) it lives as long as
 * the page.
 */
export function storedSignal<T extends string>(name: string, choices: readonly T[], fallback: T): Signal<T> {
  const key = `tracewalk.${name}`;
  const stored = read(key);
  const chosen = signal(choices.find((choice) => choice === stored) ?? fallback);
  effect(() => write(key, chosen.value));
  return chosen;
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Then it is not kept.
  }
}
