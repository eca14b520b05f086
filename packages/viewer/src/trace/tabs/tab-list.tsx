/** The ways to look at the trace. */
import { useEffect } from 'preact/hooks';
import type { TraceState, Tab } from '../state/trace-state.ts';
import { TABS } from '../state/trace-state.ts';

export const TAB_NAMES: Record<Tab, string> = {
  timeline: 'Timeline',
  flame: 'Flame graph',
  statistics: 'Statistics',
  events: 'Events',
  table: 'Table',
  json: 'JSON',
};

export function TabList({ state }: { state: TraceState }) {
  const chosen = state.tab.value;
  // On a phone the list is wider than the page.
  useEffect(
    () => document.getElementById(`tab-${chosen}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' }),
    [chosen],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    const at = TABS.indexOf(chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
    const tab = to === undefined ? undefined : TABS[(to + TABS.length) % TABS.length];
    if (!tab) return;
    event.preventDefault();
    state.setTab(tab);
    document.getElementById(`tab-${tab}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label="Ways to look at the trace" onKeyDown={onKeyDown}>
      {TABS.map((tab) => (
        <button
          key={tab}
          type="button"
          role="tab"
          id={`tab-${tab}`}
          aria-selected={tab === chosen}
          aria-controls="trace-panel"
          tabIndex={tab === chosen ? 0 : -1}
          onClick={() => state.setTab(tab)}
        >
          {TAB_NAMES[tab]}
        </button>
      ))}
    </div>
  );
}
