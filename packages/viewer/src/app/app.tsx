import { useEffect, useRef } from 'preact/hooks';
import { Announcer } from '../ui/announce.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Header } from './header.tsx';
import { KeyboardSheet } from './keyboard-sheet.tsx';
import { lazy } from './lazy.tsx';
import { NotFound } from './not-found.tsx';
import { route, url } from './router.ts';
import './app.css';

const SearchPage = lazy('the search', async () => (await import('../search/search-page.tsx')).SearchPage);
const TracePage = lazy('the trace', async () => (await import('../trace/trace-page.tsx')).TracePage);
const ComparePage = lazy(
  'the comparison',
  async () => (await import('../compare/compare-page.tsx')).ComparePage,
);
const DependenciesPage = lazy(
  'the dependencies',
  async () => (await import('../dependencies/dependencies-page.tsx')).DependenciesPage,
);
const MonitorPage = lazy(
  'the monitor',
  async () => (await import('../monitor/monitor-page.tsx')).MonitorPage,
);

function Page() {
  const shown = route.value;
  switch (shown.page) {
    case 'search':
      return <SearchPage />;
    case 'trace':
      // A new trace begins with a new page: nothing of the other one's state is left.
      return <TracePage key={shown.id} id={shown.id} />;
    case 'compare':
      return <ComparePage key={`${shown.a} ${shown.b}`} a={shown.a} b={shown.b} />;
    case 'dependencies':
      return <DependenciesPage />;
    case 'monitor':
      return <MonitorPage />;
    default:
      return <NotFound />;
  }
}

export function App() {
  const { pathname } = url.value;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // After a link was followed the keyboard goes on at the new page, not at where the link was.
  useEffect(() => {
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
  }, [pathname]);
  return (
    <>
      <a class="skip-link" href="#main">
        Skip to the content
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        <ErrorBoundary of={pathname}>
          <Page />
        </ErrorBoundary>
      </main>
      <KeyboardSheet />
      <Announcer />
    </>
  );
}
