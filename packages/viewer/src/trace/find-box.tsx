/** Find within the trace: counts what matches, goes from match to match. */
import type { RefObject } from 'preact';
import { useSignalEffect } from '@preact/signals';
import { getJson } from '../api/get-json.ts';
import type { TraceMatches } from '../api/types.ts';
import { formatCount } from '../ui/format-number.ts';
import type { TraceState } from './state/trace-state.ts';

const PAUSE_MS = 250;

export function FindBox({ state, input }: { state: TraceState; input: RefObject<HTMLInputElement | null> }) {
  useSignalEffect(() => {
    const text = state.find.value.trim();
    const abort = new AbortController();
    if (text === '') {
      state.backendMatches.value = undefined;
      return undefined;
    }
    const timer = setTimeout(() => {
      getJson<TraceMatches>(state.source.path('/search', { q: text }), abort.signal).then(
        ({ matches, total }) => (state.backendMatches.value = { text, indexes: matches, total }),
        (error: Error) => {
          if (abort.signal.aborted) return;
          state.backendMatches.value = { text, indexes: [], total: 0, problem: error.message };
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  });
  const text = state.find.value;
  const matches = state.matches.value;
  const place = matches.indexOf(state.active.value);
  const found = state.backendMatches.value;
  const isAsking = text.trim() !== '' && found?.text !== text.trim();
  return (
    <search class="find">
      <input
        ref={input}
        type="search"
        aria-label="Find in this trace"
        aria-describedby="find-count"
        placeholder="Find: name, service, key=value"
        value={text}
        spellcheck={false}
        autocomplete="off"
        maxLength={200}
        onInput={({ currentTarget }) => state.url.set({ uiFind: currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter') state.nextMatch(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') state.url.set({ uiFind: '' });
        }}
      />
      {text.trim() !== '' && (
        <>
          <button
            type="button"
            class="button tool"
            aria-label="Previous match"
            onClick={() => state.nextMatch(-1)}
          >
            ‹
          </button>
          <button
            type="button"
            class="button tool"
            aria-label="Next match"
            onClick={() => state.nextMatch(1)}
          >
            ›
          </button>
        </>
      )}
      <span id="find-count" class="find-count" role="status">
        {text.trim() === '' ? '' : countText(place, matches.length, isAsking)}
        {found && found.total > found.indexes.length && found.text === text.trim() && (
          <> (the first {formatCount(found.indexes.length)} in attributes)</>
        )}
        {found?.problem !== undefined && <span class="error-text"> names only: {found.problem}</span>}
      </span>
    </search>
  );
}

function countText(place: number, count: number, isAsking: boolean): string {
  const more = isAsking ? ' …' : '';
  if (count === 0) return isAsking ? 'searching …' : 'no match';
  return place >= 0
    ? `${formatCount(place + 1)} of ${formatCount(count)}${more}`
    : `${formatCount(count)} found${more}`;
}
