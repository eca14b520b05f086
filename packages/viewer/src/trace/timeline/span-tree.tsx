/** The tree of spans with their bars: only rows in sight are elements, but the keyboard's row always is one. */
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { operationOf } from '../model/columns.ts';
import { typeAhead } from '../model/find.ts';
import { centreRow, rowWindow, scrollToRow } from '../model/row-window.ts';
import { toggle } from '../model/visible-rows.ts';
import { timeAt } from '../model/viewport.ts';
import type { TraceState } from '../state/trace-state.ts';
import { rowHeight } from './row-height.ts';
import { rowId, SpanRow } from './span-row.tsx';
import { treeAction, type TreeAction } from './tree-keys.ts';
import { zoomOnWheel } from './wheel.ts';

/** Letters typed within this time belong together. */
const TYPING_PAUSE_MS = 700;

export function SpanTree({ state }: { state: TraceState }) {
  const box = useRef<HTMLDivElement>(null);
  const sight = useSignal({ top: 0, height: 600, barWidth: 600 });
  const typed = useRef({ text: '', at: 0 });
  const height = rowHeight.value;

  const measure = () => {
    const element = box.current;
    if (!element) return;
    const bars = element.querySelector('.span-bars')?.clientWidth ?? element.clientWidth / 2;
    const { top, height: seen, barWidth } = sight.peek();
    const next = { top: element.scrollTop, height: element.clientHeight, barWidth: bars };
    if (next.top !== top || next.height !== seen || next.barWidth !== barWidth) sight.value = next;
  };
  useLayoutEffect(() => {
    measure();
    const observer = new ResizeObserver(measure);
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => (box.current ? zoomOnWheel(box.current, state) : undefined), [state]);

  // A wish to see a row, from wherever it came: scroll there, and take the keyboard along.
  useLayoutEffect(
    () =>
      state.showRow.subscribe((wish) => {
        const element = box.current;
        const row = wish && (state.rows.peek().rowOf[wish.index] ?? -1);
        if (!element || row === undefined || row < 0) return;
        element.scrollTop = centreRow(row, rowHeight.peek(), element.scrollTop, element.clientHeight);
        measure();
      }),
    [state],
  );

  const act = (action: TreeAction) => {
    if (action.do === 'go') {
      state.active.value = action.index;
      if (state.opened.peek() >= 0) state.opened.value = action.index;
      const element = box.current;
      const row = state.rows.peek().rowOf[action.index] ?? 0;
      if (element) element.scrollTop = scrollToRow(row, height, element.scrollTop, element.clientHeight);
      measure();
    } else if (action.do === 'collapse') state.setCollapse(action.collapse);
    else if (action.do === 'open') state.goTo(state.active.peek(), { open: true });
    else state.close();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = state.rows.peek();
    const place = {
      columns: state.columns,
      rows,
      collapse: state.collapse.peek(),
      active: state.active.peek(),
      pageRows: Math.max(1, Math.floor(sight.peek().height / height) - 1),
    };
    const action = treeAction(event.key, place);
    if (action) {
      act(action);
    } else if (/^\p{Letter}$/u.test(event.key)) {
      const isSame = event.timeStamp - typed.current.at < TYPING_PAUSE_MS;
      const text = (isSame ? typed.current.text : '') + event.key;
      typed.current = { text, at: event.timeStamp };
      const labelOf = (row: number) => operationOf(state.columns, rows.spans[row] ?? 0);
      const row = typeAhead(rows.spans.length, labelOf, text, rows.rowOf[place.active] ?? 0);
      if (row >= 0) act({ do: 'go', index: rows.spans[row] ?? 0 });
    } else return;
    event.preventDefault();
    // The page's own shortcuts are for when nobody else wants the key.
    event.stopPropagation();
  };

  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const index = Number(target.closest<HTMLElement>('[data-index]')?.dataset['index'] ?? -1);
    if (index < 0) return;
    state.active.value = index;
    if (target.closest('.span-toggle')) return state.setCollapse(toggle(state.collapse.peek(), index));
    if (target.closest('.span-outside')) return state.goTo(index);
    state.opened.value = index;
  };

  const rows = state.rows.value;
  const { top, height: seen, barWidth } = sight.value;
  const { first, end } = rowWindow(rows.spans.length, height, top, seen);
  const drawn = Array.from({ length: end - first }, (_, step) => first + step);
  const activeRow = rows.rowOf[state.active.value] ?? 0;
  if (activeRow >= 0 && activeRow < first) drawn.unshift(activeRow);
  if (activeRow >= end) drawn.push(activeRow);
  return (
    <div
      class="span-tree"
      role="tree"
      aria-label="Spans"
      tabIndex={0}
      aria-activedescendant={rowId(state.active.value)}
      ref={box}
      onScroll={measure}
      onKeyDown={onKeyDown}
      onClick={onClick}
      onDblClick={(event) => {
        const bars = (event.target as Element).closest('.span-bars');
        const { left = 0, width = 1 } = bars?.getBoundingClientRect() ?? {};
        if (bars) state.zoom(2, timeAt(state.view.peek(), (event.clientX - left) / width));
      }}
    >
      <div class="span-rows" style={{ height: `${rows.spans.length * height}px` }} role="presentation">
        {drawn.map((row) => {
          const index = rows.spans[row] ?? 0;
          return <SpanRow key={index} state={state} index={index} top={row * height} barWidth={barWidth} />;
        })}
      </div>
    </div>
  );
}
