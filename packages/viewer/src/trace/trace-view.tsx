/** A trace's page: what it is, the ways to look at it, and the span that is open. */
import { useRef } from 'preact/hooks';
import { useShortcuts, type Shortcut } from '../app/shortcuts.ts';
import { DetailPanel } from './detail/detail-panel.tsx';
import { pan, around } from './model/viewport.ts';
import { NOTHING_COLLAPSED, shiftLevel } from './model/visible-rows.ts';
import { TABS, type Tab, type TraceState } from './state/trace-state.ts';
import { EventsTab } from './tabs/events-tab.tsx';
import { FlameTab } from './tabs/flame-tab.tsx';
import { JsonTab } from './tabs/json-tab.tsx';
import { StatisticsTab } from './tabs/statistics-tab.tsx';
import { TAB_NAMES, TabList } from './tabs/tab-list.tsx';
import { TableTab } from './tabs/table-tab.tsx';
import { TimelineTab } from './timeline/timeline-tab.tsx';
import { TraceHeader } from './trace-header.tsx';

const CONTENT: Record<Tab, (props: { state: TraceState }) => preact.JSX.Element> = {
  timeline: TimelineTab,
  flame: FlameTab,
  statistics: StatisticsTab,
  events: EventsTab,
  table: TableTab,
  json: JsonTab,
};

export function TraceView({ state }: { state: TraceState }) {
  const find = useRef<HTMLInputElement | null>(null);
  const tab = state.tab.value;
  const Content = CONTENT[tab];
  const isOpen = tab === 'timeline' && state.opened.value >= 0;
  useShortcuts(
    'Trace',
    traceShortcuts(state, () => find.current?.focus()),
  );
  useShortcuts('Tree of spans (when it has the focus)', TREE_KEYS);
  return (
    <div class={`trace-page is-${tab}`}>
      <TraceHeader state={state} find={find} />
      <TabList state={state} />
      <div class={isOpen ? 'trace-main has-detail' : 'trace-main'}>
        <div id="trace-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} class="trace-panel">
          <Content state={state} />
        </div>
        {isOpen && <DetailPanel state={state} />}
      </div>
    </div>
  );
}

/** In the tree letters look for a name, so what is useful there has a sign or a digit. */
const traceShortcuts = (state: TraceState, focusFind: () => void): Shortcut[] => [
  { keys: 'f', label: 'Find in the trace', run: focusFind },
  { keys: '.', label: 'Next match', run: () => state.nextMatch(1) },
  { keys: ',', label: 'Previous match', run: () => state.nextMatch(-1) },
  { keys: '>', label: 'Next error', run: () => state.nextError(1) },
  { keys: '<', label: 'Previous error', run: () => state.nextError(-1) },
  { keys: '+', label: 'Zoom in', run: () => state.zoom(2) },
  { keys: '=', label: 'Zoom in', run: () => state.zoom(2) },
  { keys: '-', label: 'Zoom out', run: () => state.zoom(0.5) },
  { keys: '[', label: 'Earlier', run: () => state.setView(pan(state.view.peek(), state.whole, -0.25)) },
  { keys: ']', label: 'Later', run: () => state.setView(pan(state.view.peek(), state.whole, 0.25)) },
  { keys: '0', label: 'The whole trace', run: () => state.setView(state.whole) },
  {
    keys: '!',
    label: 'Zoom to the span',
    run: () => {
      const index = state.active.peek();
      state.setView(around({ start: state.startOf(index), end: state.endOf(index) }, state.whole));
    },
  },
  {
    keys: '(',
    label: 'One level less',
    run: () => state.setCollapse(shiftLevel(state.columns, state.collapse.peek(), -1)),
  },
  {
    keys: ')',
    label: 'One level more',
    run: () => state.setCollapse(shiftLevel(state.columns, state.collapse.peek(), 1)),
  },
  { keys: '&', label: 'Expand all', run: () => state.setCollapse(NOTHING_COLLAPSED) },
  ...TABS.map((tab, place) => ({
    keys: String(place + 1),
    label: TAB_NAMES[tab],
    run: () => state.setTab(tab),
  })),
];

/** For the sheet only: the tree handles them itself. */
const TREE_KEYS: Shortcut[] = [
  { keys: 'ArrowUp', label: 'Row above, below' },
  { keys: 'ArrowDown', label: 'Row above, below' },
  { keys: 'ArrowRight', label: 'Expand, or to the first child' },
  { keys: 'ArrowLeft', label: 'Collapse, or to the parent' },
  { keys: '*', label: 'Expand all siblings' },
  { keys: 'Enter', label: 'Details of the span' },
  { keys: 'Escape', label: 'Close the details' },
  { keys: 'Home', label: 'First, last row' },
  { keys: 'End', label: 'First, last row' },
  { keys: 'a … z', label: 'To the next name that begins so' },
];
