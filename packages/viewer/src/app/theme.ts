/** Light or dark: as the system is, unless somebody chose. `public/theme.js` sets it before the first paint. */
import { effect, signal } from '@preact/signals';
import { storedSignal } from './stored-signal.ts';

export const THEMES = ['auto', 'light', 'dark'] as const;

export const theme = storedSignal('theme', THEMES, 'auto');

/** Counts changes of the theme, by a choice or by the system: what draws on a canvas draws again when it changes. */
export const themeVersion = signal(0);

export function startTheme(): void {
  effect(() => {
    const { dataset } = document.documentElement;
    if (theme.value === 'auto') delete dataset['theme'];
    else dataset['theme'] = theme.value;
    themeVersion.value = themeVersion.peek() + 1;
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    themeVersion.value += 1;
  });
}
