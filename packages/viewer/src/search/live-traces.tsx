import { useEffect, useRef, useState } from 'preact/hooks';
import { followTraces, type LiveState } from '../api/live.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { formatCount } from '../ui/format-number.ts';
import { EmptyState, ErrorState } from '../ui/states.tsx';
import { EMPTY, fits, resume, take } from './live-list.ts';
import type { SearchQuery } from './search-query.ts';
import { TraceResults } from './trace-results.tsx';

/** New traces on top, as they complete, until somebody pauses the list to read. */
export function LiveTraces({ search }: { readonly search: SearchQuery }) {
  const [list, setList] = useState(EMPTY);
  const [paused, setPaused] = useState(false);
  const [state, setState] = useState<LiveState>('waiting');
  const { service, operation, tags, minDuration, maxDuration } = search;
  const isPaused = useRef(paused);
  isPaused.current = paused;
  useEffect(() => {
    setList(EMPTY);
    return followTraces((trace) => {
      if (fits(trace, search)) setList((before) => take(before, trace, isPaused.current));
    }, setState);
  }, [service, minDuration, maxDuration]);
  const toggle = () => {
    if (paused) setList(resume);
    setPaused(!paused);
  };
  useShortcuts('Search', [{ keys: 'p', label: 'Pause or follow the live list', run: toggle }]);
  if (state === 'refused') {
    return (
      <ErrorState title="Cannot follow new traces">
        <p>The backend is gone, or too many pages follow it already. Close some and load this page anew.</p>
      </ErrorState>
    );
  }
  const more = list.waiting.length;
  const button = (
    <button type="button" class="button" aria-pressed={paused} onClick={toggle}>
      {paused ? `Follow${more > 0 ? ` (${formatCount(more)} new)` : ''}` : 'Pause'}
    </button>
  );
  const note = [
    state === 'waiting' && 'Connecting to the backend …',
    (operation || tags) && 'Here operation and tags do not filter: they are not known of a new trace.',
  ]
    .filter(Boolean)
    .join(' ');
  if (list.shown.length === 0) {
    return (
      <EmptyState title={paused ? 'Paused' : 'Waiting for new traces'}>
        <p>Each trace appears here when its root has ended and nothing more came for a moment. {note}</p>
        {button}
      </EmptyState>
    );
  }
  return (
    <TraceResults traces={list.shown} note={note}>
      {button}
    </TraceResults>
  );
}
