import { useEffect } from 'preact/hooks';
import { announce } from '../ui/announce.tsx';

/** What the browser's tab and history say of the page; a screen reader hears it when it changes. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Tracewalk`;
    announce(title);
  }, [title]);
}
