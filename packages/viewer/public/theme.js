// A script of its own and not a module: it must run before the page is painted (src/app/theme.ts does the rest).
try {
  const theme = localStorage.getItem('tracewalk.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the page follows the system.
}
