/** Ctrl and wheel (or a pinch) zooms around the pointer, shift and wheel (or a sideways wheel) moves along. */
import { pan, timeAt, zoomAround } from '../model/viewport.ts';
import type { TraceState } from '../state/trace-state.ts';

export function zoomOnWheel(element: HTMLElement, state: TraceState): () => void {
  const onWheel = (event: WheelEvent) => {
    const bars = element.querySelector('.span-bars, .ruler-track, canvas')?.getBoundingClientRect();
    if (!bars || bars.width === 0) return;
    const view = state.view.peek();
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const point = timeAt(view, Math.min(1, Math.max(0, (event.clientX - bars.left) / bars.width)));
      state.setView(zoomAround(view, state.whole, 2 ** (-event.deltaY / 200), point));
      return;
    }
    const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
    if (Math.abs(sideways) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
    state.setView(pan(view, state.whole, sideways / bars.width));
  };
  // Not passive: the browser would zoom the page.
  element.addEventListener('wheel', onWheel, { passive: false });
  return () => element.removeEventListener('wheel', onWheel);
}
