/** What can be done with the timeline by mouse; each has a key, too. */
import { duration } from '../format.ts';
import { pan } from '../model/viewport.ts';
import { NOTHING_COLLAPSED, shiftLevel } from '../model/visible-rows.ts';
import type { TraceState } from '../state/trace-state.ts';

export function Toolbar({ state }: { state: TraceState }) {
  const { columns, whole } = state;
  const view = state.view.value;
  const isWhole = view.start <= whole.start && view.end >= whole.end;
  const collapse = state.collapse.value;
  const isAligned = state.shift.value !== undefined;
  return (
    <div class="timeline-tools" role="toolbar" aria-label="Timeline">
      <span class="tool-group" role="group" aria-label="Levels">
        <Tool
          label="One level less"
          text="−"
          run={() => state.setCollapse(shiftLevel(columns, collapse, -1))}
        />
        <span class="tool-name">Levels</span>
        <Tool
          label="One level more"
          text="+"
          run={() => state.setCollapse(shiftLevel(columns, collapse, 1))}
        />
        <Tool label="Expand all" text="All" run={() => state.setCollapse(NOTHING_COLLAPSED)} />
      </span>
      <span class="tool-group" role="group" aria-label="Zoom">
        <Tool label="Zoom out" text="−" disabled={isWhole} run={() => state.zoom(0.5)} />
        <span class="tool-name">Zoom</span>
        <Tool label="Zoom in" text="+" run={() => state.zoom(2)} />
        <Tool
          label="Earlier"
          text="‹"
          disabled={view.start <= whole.start}
          run={() => state.setView(pan(view, whole, -0.5))}
        />
        <Tool
          label="Later"
          text="›"
          disabled={view.end >= whole.end}
          run={() => state.setView(pan(view, whole, 0.5))}
        />
        <Tool label="All of the time" text="All" disabled={isWhole} run={() => state.setView(whole)} />
      </span>
      <label class="check">
        <input
          type="checkbox"
          checked={state.showCritical.value}
          onChange={() => state.url.set({ critical: state.showCritical.peek() ? 'off' : '' })}
        />
        Critical path
      </label>
      {columns.skew.size > 0 && (
        <label class="check" title="Move spans that start too early to be true to their parent’s start">
          <input
            type="checkbox"
            checked={isAligned}
            onChange={() => state.url.set({ clocks: isAligned ? '' : 'aligned' })}
          />
          Align clocks (up to {duration(largest(columns.skew))})
        </label>
      )}
      <Legend />
    </div>
  );
}

const largest = (skew: ReadonlyMap<number, number>): number =>
  [...skew.values()].reduce((most, early) => Math.max(most, early), 0);

interface ToolProps {
  label: string;
  text: string;
  disabled?: boolean;
  run: () => void;
}

/** Stays focusable while it does nothing: a keyboard must not lose its place. */
const Tool = ({ label, text, disabled = false, run }: ToolProps) => (
  <button
    type="button"
    class="button tool"
    aria-label={label}
    title={label}
    aria-disabled={disabled ? 'true' : undefined}
    onClick={() => !disabled && run()}
  >
    {text}
  </button>
);

const Legend = () => (
  <span class="legend" aria-hidden="true">
    <span class="legend-own" /> own work <span class="legend-whole" /> its children{' '}
    <span class="legend-critical" /> critical path <span class="legend-event" /> event
  </span>
);
