/** Dragging over a stretch of time, in the minimap or on the ruler. */
import type { Signal } from '@preact/signals';
import type { Stretch } from '../model/bar.ts';

/** Handlers for the element that is dragged on; shares of its width go to `range` meanwhile, and to `finish`. */
export function rangeDrag(range: Signal<Stretch | undefined>, finish: (stretch: Stretch) => void) {
  let anchor = 0;
  return {
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0 || (event.target as Element).closest('[role=slider]')) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      anchor = shareAt(event);
      range.value = { from: anchor, to: anchor };
    },
    onPointerMove(event: PointerEvent) {
      if (!range.peek()) return;
      const now = shareAt(event);
      range.value = { from: Math.min(anchor, now), to: Math.max(anchor, now) };
    },
    onPointerUp(event: PointerEvent) {
      const done = range.peek();
      range.value = undefined;
      const { width } = (event.currentTarget as Element).getBoundingClientRect();
      // A click is no stretch.
      if (done && (done.to - done.from) * width > 4) finish(done);
    },
    onPointerCancel() {
      range.value = undefined;
    },
  };
}

function shareAt(event: PointerEvent): number {
  const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
  return width > 0 ? Math.min(1, Math.max(0, (event.clientX - left) / width)) : 0;
}
