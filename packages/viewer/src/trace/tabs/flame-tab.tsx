/** The flame graph: what is wide took much work. Arrow keys go from box to box, Enter zooms. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { announce } from '../../ui/announce.tsx';
import { formatCount, formatShare, plural } from '../../ui/format-number.ts';
import { duration, named } from '../format.ts';
import { flameGraph, placeFlames, type FlameBox } from '../model/flame-graph.ts';
import type { TraceState } from '../state/trace-state.ts';
import { FlameBoxButton, LEVEL } from './flame-box-button.tsx';
import { flameStep } from './flame-step.ts';

const MOST_BOXES = 1_500;
/** A box that would be narrower is not drawn, in pixels. */
const LEAST = 3;

export function FlameTab({ state }: { state: TraceState }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(1_000);
  const active = useSignal(0);
  const boxes = useComputed(() => flameGraph(state.columns)).value;
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(
      ([entry]) => (width.value = Math.max(200, entry?.contentRect.width ?? 1_000)),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const chosen = Number(state.url.get('flame') || -1);
  const zoomed = boxes[chosen] ? chosen : -1;
  const { places, leftOut } = placeFlames(boxes, zoomed, LEAST / width.value, MOST_BOXES);
  const zoom = (id: number) => state.url.set({ flame: id < 0 ? '' : String(id) });
  const focused = places.find(({ box }) => box.id === active.value) ?? places[0];
  const focus = (id: number) => {
    active.value = id;
    document.getElementById(`flame-${id}`)?.focus();
  };
  const whole = boxes.reduce((sum, box) => sum + (box.parent < 0 ? box.total : 0), 0);
  const levels = places.reduce((most, { box }) => Math.max(most, box.depth + 1), 0);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!focused || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') zoom(-1);
    else {
      const next = flameStep(event.key, places, focused);
      if (next === undefined) return;
      focus(next);
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const shown = boxes[focused?.box.id ?? -1];
  return (
    <div class="tab-body">
      <div class="tab-tools">
        <button type="button" class="button" disabled={zoomed < 0} onClick={() => zoom(-1)}>
          Whole trace
        </button>
        {shown && (
          <button type="button" class="button" onClick={() => state.openOnTimeline(shown.example)}>
            Show on the timeline
          </button>
        )}
        <span class="muted">
          Width is work: a box’s own and that of all below it. Work at the same time adds up to{' '}
          {duration(whole)}.
        </span>
      </div>
      {shown && <p class="flame-facts">{facts(state, shown, whole)}</p>}
      {leftOut > 0 && (
        <p class="flame-facts muted">
          {plural(leftOut, 'box is', 'boxes are')} too narrow to be drawn: zoom in to see them.
        </p>
      )}
      <div class="flame-scroll">
        <div
          class="flame"
          ref={frame}
          role="group"
          aria-label={`Flame graph of ${plural(boxes.length, 'path')}`}
          style={{ height: `${levels * LEVEL}px` }}
          onKeyDown={onKeyDown}
        >
          {places.map((place) => (
            <FlameBoxButton
              key={place.box.id}
              state={state}
              place={place}
              whole={whole}
              isFocused={place === focused}
              hasRoom={place.width * width.value > 40}
              onFocus={() => (active.value = place.box.id)}
              onZoom={() => {
                zoom(place.box.id);
                announce(`Zoomed to ${state.columns.operations[place.box.operation] ?? ''}`);
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function facts({ columns }: TraceState, box: FlameBox, whole: number): string {
  return [
    `${named(columns.operations[box.operation] ?? '', 'name')} · ${named(columns.services[box.service]?.name ?? '', 'service')}`,
    `${duration(box.total)} (${formatShare(whole > 0 ? box.total / whole : 0)}), own ${duration(box.self)}`,
    plural(box.spans, 'span'),
    box.errors > 0 ? `✗ ${formatCount(box.errors)} failed` : '',
  ]
    .filter(Boolean)
    .join(' · ');
}
