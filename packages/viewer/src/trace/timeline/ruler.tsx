/** The axis of time over the bars; drag on it to zoom. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Stretch } from '../model/bar.ts';
import { shareOf, ticks, timeAt } from '../model/viewport.ts';
import { duration } from '../format.ts';
import type { TraceState } from '../state/trace-state.ts';
import { rangeDrag } from './range-drag.ts';
import { tickLabel } from './tick-label.ts';
import { zoomOnWheel } from './wheel.ts';

/** A label needs so much room, in pixels. */
const LABEL = 90;

export function Ruler({ state }: { state: TraceState }) {
  const track = useRef<HTMLDivElement>(null);
  const width = useSignal(600);
  const rubber = useSignal<Stretch | undefined>(undefined);
  const drag = useMemo(
    () =>
      rangeDrag(rubber, ({ from, to }) => {
        const view = state.view.peek();
        state.setView({ start: timeAt(view, from), end: timeAt(view, to) });
      }),
    [state],
  );
  useEffect(() => {
    const element = track.current;
    if (!element?.parentElement) return undefined;
    const observer = new ResizeObserver(([entry]) => (width.value = entry?.contentRect.width ?? 600));
    observer.observe(element);
    const stop = zoomOnWheel(element.parentElement, state);
    return () => {
      observer.disconnect();
      stop();
    };
  }, [state]);
  const view = state.view.value;
  const times = ticks(view, 0, Math.max(1, Math.floor(width.value / LABEL)));
  const step = (times[1] ?? 1) - (times[0] ?? 0);
  const band = rubber.value;
  return (
    <div class="ruler" aria-hidden="true">
      <div class="ruler-name">
        Span <span class="ruler-note">{duration(view.end - view.start)} in sight</span>
      </div>
      <div class="ruler-track" ref={track} {...drag} title="Drag to zoom in">
        {times.map((time) => (
          <span key={time} class="tick" style={{ left: `${shareOf(view, time) * 100}%` }}>
            {tickLabel(time, step)}
          </span>
        ))}
        {band && (
          <span
            class="rubber-band"
            style={{ left: `${band.from * 100}%`, width: `${(band.to - band.from) * 100}%` }}
          />
        )}
      </div>
    </div>
  );
}
