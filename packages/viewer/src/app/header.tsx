import { FindTrace, focusFindTrace } from './find-trace.tsx';
import { openKeyboardSheet } from './keyboard-sheet.tsx';
import { navigate, route } from './router.ts';
import { useShortcuts } from './shortcuts.ts';
import { Setting } from './setting.tsx';
import { theme, THEMES } from './theme.ts';
import { TIME_ZONES, timeZone } from './time-zone.ts';

const PAGES = [
  { page: 'search', path: '/search', label: 'Search', keys: 'g s' },
  { page: 'dependencies', path: '/dependencies', label: 'Dependencies', keys: 'g d' },
  { page: 'monitor', path: '/monitor', label: 'Monitor', keys: 'g m' },
] as const;

export function Header() {
  useShortcuts('Everywhere', [
    ...PAGES.map(({ keys, path, label }) => ({ keys, label: `Go to ${label}`, run: () => navigate(path) })),
    { keys: '/', label: 'Go to a trace by its id', run: focusFindTrace },
    { keys: '?', label: 'Show this list', run: openKeyboardSheet },
  ]);
  return (
    <header class="header">
      <a class="brand" href="/search">
        <img src="/favicon.svg" alt="" width="20" height="20" />
        Tracewalk
      </a>
      <nav aria-label="Pages">
        {PAGES.map(({ page, path, label }) => (
          <a key={page} href={path} aria-current={route.value.page === page ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <FindTrace />
      <div class="settings">
        <Setting label="Time zone" value={timeZone} choices={TIME_ZONES} names={ZONE_NAMES} />
        <Setting label="Theme" value={theme} choices={THEMES} names={THEME_NAMES} />
        <button type="button" class="button" title="Keyboard (?)" onClick={openKeyboardSheet}>
          <span aria-hidden="true">?</span>
          <span class="visually-hidden">Keyboard</span>
        </button>
      </div>
    </header>
  );
}

const ZONE_NAMES = { local: 'Local', utc: 'UTC' };
const THEME_NAMES = { auto: 'Auto', light: 'Light', dark: 'Dark' };
