/**
 * Chromium that is started with LANG=C says `en-US@posix`, which Intl refuses, and uPlot asks Intl when it is loaded.
 * Import this before it.
 */
try {
  Intl.getCanonicalLocales(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
}
