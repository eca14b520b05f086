/** The whole trace, small: drag to zoom, or move the edges of what is in sight. */
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { duration, spokenDuration } from '../format.ts';
import type { Stretch } from '../model/bar.ts';
import { shareOf, timeAt, type Viewport } from '../model/viewport.ts';
import type { TraceState } from '../state/trace-state.ts';
import { drawMinimap } from './draw-minimap.ts';
import { rangeDrag } from './range-drag.ts';
import { zoomOnWheel } from './wheel.ts';

export function Minimap({ state }: { state: TraceState }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSignal({ width: 0, height: 0 });
  const rubber = useSignal<Stretch | undefined>(undefined);
  const drag = useMemo(
    () =>
      rangeDrag(rubber, ({ from, to }) =>
        state.setView({ start: timeAt(state.whole, from), end: timeAt(state.whole, to) }),
      ),
    [state],
  );

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const resized = new ResizeObserver(([entry]) => {
      if (entry) size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    resized.observe(element);
    const stopWheel = zoomOnWheel(element, state);
    return () => {
      resized.disconnect();
      stopWheel();
    };
  }, [state]);

  useSignalEffect(() => {
    const { width, height } = size.value;
    if (canvas.current && width > 0) drawMinimap(canvas.current, state, width, height);
  });

  const seen = useComputed(() => {
    const view = state.view.value;
    return { from: shareOf(state.whole, view.start), to: shareOf(state.whole, view.end) };
  }).value;
  const band = rubber.value;
  return (
    <div class="minimap" ref={frame} {...drag} onDblClick={() => state.setView(state.whole)}>
      <canvas ref={canvas} aria-hidden="true" />
      <div class="minimap-outside" style={{ left: 0, width: share(seen.from) }} />
      <div class="minimap-outside" style={{ left: share(seen.to), right: 0 }} />
      {band && (
        <div class="rubber-band" style={{ left: share(band.from), width: share(band.to - band.from) }} />
      )}
      <Edge state={state} edge="start" at={seen.from} />
      <Edge state={state} edge="end" at={seen.to} />
    </div>
  );
}

const share = (value: number): string => `${(value * 100).toFixed(3)}%`;

/** A step of the arrow keys, as a share of the whole trace. */
const STEP = 0.01;

function Edge({ state, edge, at }: { state: TraceState; edge: keyof Viewport; at: number }) {
  const { whole } = state;
  const view = state.view.value;
  const move = (time: number) => {
    const other = edge === 'start' ? view.end : view.start;
    const bounded = Math.min(whole.end, Math.max(whole.start, time));
    if (edge === 'start' ? bounded < other : bounded > other) state.setView({ ...view, [edge]: bounded });
  };
  const steps: Record<string, number> = {
    ArrowLeft: -1,
    ArrowDown: -1,
    ArrowRight: 1,
    ArrowUp: 1,
    PageDown: -10,
    PageUp: 10,
  };
  const time = Math.max(whole.start, Math.min(whole.end, view[edge]));
  return (
    <div
      class={`minimap-edge is-${edge}`}
      role="slider"
      tabIndex={0}
      aria-label={edge === 'start' ? 'In sight from' : 'In sight to'}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(at * 100)}
      aria-valuetext={spokenDuration(time)}
      title={duration(time)}
      style={{ left: share(at) }}
      onKeyDown={(event) => {
        const step = steps[event.key];
        if (event.key === 'Home') move(edge === 'start' ? whole.start : view.start);
        else if (event.key === 'End') move(edge === 'end' ? whole.end : view.end);
        else if (step !== undefined) move(view[edge] + step * STEP * (whole.end - whole.start));
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        event.stopPropagation();
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const { left, width } = event.currentTarget.parentElement?.getBoundingClientRect() ?? {
          left: 0,
          width: 1,
        };
        move(timeAt(whole, (event.clientX - left) / width));
      }}
    />
  );
}
