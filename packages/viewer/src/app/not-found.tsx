import { EmptyState } from '../ui/states.tsx';
import { usePageTitle } from './page-title.ts';
import { url } from './router.ts';

export function NotFound() {
  usePageTitle('Not found');
  return (
    <EmptyState heading="h1" title="There is no such page">
      <p>
        Nothing is at <code>{url.value.pathname}</code>. <a href="/search">Search for traces</a> instead.
      </p>
    </EmptyState>
  );
}
