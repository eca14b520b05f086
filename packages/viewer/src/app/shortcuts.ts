/**
 * The keyboard's registry: the shell and each page add what they know, and the sheet (`?`) lists what is there now.
 * Keys are named as in `KeyboardEvent.key`, with `Ctrl+`, `Alt+` and `Shift+` before named keys; two keys in a row are
 * parted by a space: `j`, `?`, `Shift+ArrowLeft`, `g s`.
 */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { storedSignal } from './stored-signal.ts';

export interface Shortcut {
  readonly keys: string;
  /** What it does, for the sheet: "Next error". Two shortcuts with one label share a line. */
  readonly label: string;
  /** Without it the sheet lists the key, and whatever has the focus handles it. */
  readonly run?: () => void;
}

export interface ShortcutGroup {
  readonly title: string;
  readonly shortcuts: readonly Shortcut[];
}

/** Of two keys in a row the second must come within this; in ms. */
const SEQUENCE = 1_200;

export const shortcutGroups = signal<readonly ShortcutGroup[]>([]);

/** Who dictates to the computer, or often hits a key by mistake, needs letters to do nothing (WCAG 2.1.4). */
export const letterKeys = storedSignal('letter-keys', ['on', 'off'], 'on');

/** @returns what takes them away again. */
export function registerShortcuts(title: string, shortcuts: readonly Shortcut[]): () => void {
  const group = { title, shortcuts };
  shortcutGroups.value = [...shortcutGroups.peek(), group];
  return () => {
    shortcutGroups.value = shortcutGroups.peek().filter((each) => each !== group);
  };
}

/** Shortcuts that are there as long as the component is. They may close over its state: the latest are run. */
export function useShortcuts(title: string, shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  const keys = shortcuts.map((shortcut) => `${shortcut.keys} ${shortcut.label}`).join('\n');
  useEffect(
    () =>
      registerShortcuts(
        title,
        latest.current.map((shortcut, index) => ({
          ...shortcut,
          ...(shortcut.run && { run: () => latest.current[index]?.run?.() }),
        })),
      ),
    [title, keys],
  );
}

export function startShortcuts(): void {
  let before = '';
  let pressedAt = 0;
  document.addEventListener('keydown', (event) => {
    const key = keyName(event);
    if (!key || event.defaultPrevented || isTyping(event) || document.querySelector('dialog:modal')) return;
    const prefix = event.timeStamp - pressedAt < SEQUENCE ? before : '';
    const shortcut = find(prefix ? `${prefix} ${key}` : key) ?? find(key);
    before = shortcut ? '' : key;
    pressedAt = event.timeStamp;
    if (!shortcut || (letterKeys.value === 'off' && isSign(key))) return;
    event.preventDefault();
    shortcut.run?.();
  });
}

/** The latest wins: a page may take a key from the shell. */
const find = (keys: string): Shortcut | undefined =>
  shortcutGroups
    .peek()
    .flatMap(({ shortcuts }) => shortcuts)
    .findLast((shortcut) => shortcut.keys === keys && shortcut.run);

/** A letter, digit or sign, and no named key such as `Escape`. */
const isSign = (key: string): boolean => /^.$/u.test(key);

type KeyEvent = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The name of what was pressed, or nothing for a modifier alone. */
export function keyName({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyEvent): string {
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Process'].includes(key)) return '';
  // A letter says by itself whether Shift was held, and `?` is not everywhere a key with Shift.
  const shift = shiftKey && key.length > 1 ? 'Shift+' : '';
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shift}${key}`;
}

function isTyping({ target, isComposing }: KeyboardEvent): boolean {
  if (isComposing) return true;
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'range'].includes(target.type)
  );
}
