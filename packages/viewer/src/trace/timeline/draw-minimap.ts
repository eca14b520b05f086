/** Every span as a line, failed ones marked; the critical path along the bottom. */
import { serviceSlot } from '@tracewalk/waterfall/service-colour';
import { cssColour } from '../../ui/css-colour.ts';
import { at } from '../model/columns.ts';
import { shareOf } from '../model/viewport.ts';
import type { TraceState } from '../state/trace-state.ts';

const COLOURS = 12;
const CRITICAL_HEIGHT = 3;

/** `width` and `height` in CSS pixels. A span is at least a pixel wide and high, however many there are. */
export function drawMinimap(
  canvas: HTMLCanvasElement,
  state: TraceState,
  width: number,
  height: number,
): void {
  const ratio = devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (!context) return;
  context.scale(ratio, ratio);
  const { columns, whole } = state;
  const room = height - CRITICAL_HEIGHT - 3;
  const line = Math.min(6, Math.max(1, room / columns.spanCount));
  const lineAt = (index: number) => 1 + (index / columns.spanCount) * (room - line);
  const rectangle = (index: number, least: number) => {
    const from = shareOf(whole, state.startOf(index)) * width;
    const to = shareOf(whole, state.endOf(index)) * width;
    context.fillRect(
      Math.min(from, width - least),
      lineAt(index),
      Math.max(to - from, least),
      Math.max(1, line - 0.5),
    );
  };
  const colourOf = columns.services.map(({ name }) => serviceSlot(name));
  // A colour at a time: to change it is what costs.
  for (let colour = 0; colour < COLOURS; colour++) {
    if (!colourOf.includes(colour)) continue;
    context.fillStyle = cssColour(`--service-${colour}`);
    for (let index = 0; index < columns.spanCount; index++) {
      if (colourOf[at(columns.service, index)] === colour) rectangle(index, 1);
    }
  }
  context.fillStyle = cssColour('--error');
  for (const index of state.errors) {
    const middle = shareOf(whole, state.startOf(index)) * width;
    context.fillRect(Math.min(Math.max(middle - 1, 0), width - 3), lineAt(index), 3, Math.max(3, line));
  }
  if (!state.showCritical.value) return;
  context.fillStyle = cssColour('--critical');
  const { first, start, end } = columns.critical;
  for (let index = 0; index < columns.spanCount; index++) {
    const shift = state.shift.value?.[index] ?? 0;
    for (let section = at(first, index); section < at(first, index + 1); section++) {
      const from = shareOf(whole, at(start, section) + shift) * width;
      const to = shareOf(whole, at(end, section) + shift) * width;
      context.fillRect(from, height - CRITICAL_HEIGHT, Math.max(0.5, to - from - 0.5), CRITICAL_HEIGHT);
    }
  }
}
