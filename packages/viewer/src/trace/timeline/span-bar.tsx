/** A span's bar: its own work, its children's, its part of the critical path, its events. */
import { plural } from '../../ui/format-number.ts';
import { duration } from '../format.ts';
import { barOf, criticalStretches, eventMarks, type Stretch } from '../model/bar.ts';
import { at } from '../model/columns.ts';
import { gapsOf } from '../model/gaps.ts';
import { shareOf } from '../model/viewport.ts';
import type { TraceState } from '../state/trace-state.ts';

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`;

/** A bar that would be drawn narrower is drawn so wide, in pixels. */
const LEAST_BAR = 2;
/** Right of the bars is so much room for how long a span took, in pixels: `--took` of timeline.css. */
const TOOK = 76;

export function SpanBar({ state, index, barWidth }: { state: TraceState; index: number; barWidth: number }) {
  const { columns } = state;
  const view = state.view.value;
  const shift = state.shift.value?.[index] ?? 0;
  const bar = barOf(columns, index, view, shift);
  const pixel = 1 / Math.max(barWidth, 1);
  const took = duration(at(columns.spanDuration, index));
  if (bar.side) {
    return (
      <div class="span-bars" aria-hidden="true">
        <span class={`span-outside is-${bar.side}`} title="Out of sight: click to go there">
          {bar.side === 'left' ? `‹ ${took}` : `${took} ›`}
        </span>
      </div>
    );
  }
  const width = Math.max(bar.to - bar.from, LEAST_BAR * pixel);
  const left = Math.min(bar.from, 1 - width);
  const inBar = ({ from, to }: Stretch) => ({
    left: percent((from - left) / width),
    width: percent(Math.max(to - from, pixel) / width),
  });
  const own = ownWork(state, index, pixel);
  const colour = state.colourOf(index);
  const critical = state.showCritical.value
    ? criticalStretches(columns.critical, index, view, pixel, shift)
    : [];
  const early = columns.skew.get(index);
  const text = early === undefined ? took : `${took} · ${skewText(early, state.shift.value !== undefined)}`;
  const room = text.length * 7 * pixel;
  const isAfter = left + width + room < 1 + TOOK * pixel || left < room;
  return (
    <div class="span-bars" aria-hidden="true">
      <div
        class={`span-bar${early === undefined ? '' : ' is-skewed'}`}
        style={{ left: percent(left), width: percent(width) }}
      >
        <span class={`span-whole service-${colour}`} />
        {own.map((stretch, key) => (
          <span key={key} class={`span-own service-${colour}`} style={inBar(stretch)} />
        ))}
        {critical.map((stretch, key) => (
          <span key={key} class="span-critical" style={inBar(stretch)} />
        ))}
      </div>
      {eventMarks(columns.events, index, view, 6 * pixel, shift).map(({ place, count }) => (
        <span
          key={place}
          class="span-event"
          style={{ left: percent(place) }}
          title={count === 1 ? 'an event' : plural(count, 'event')}
        />
      ))}
      <span
        class="span-took"
        style={isAfter ? { left: percent(left + width) } : { right: percent(1 - left) }}
      >
        {text}
      </span>
    </div>
  );
}

/** Where the span itself was at work is drawn full, where its children were, light. Gaps are seen so. */
function ownWork({ columns, view, shift }: TraceState, index: number, least: number): Stretch[] {
  const by = shift.value?.[index] ?? 0;
  const stretches: { from: number; to: number }[] = [];
  for (const gap of gapsOf(columns, index)) {
    const from = Math.max(0, shareOf(view.value, gap.start + by));
    const to = Math.min(1, shareOf(view.value, gap.end + by));
    if (to < 0 || from > 1) continue;
    const last = stretches.at(-1);
    if (last && from - last.to < least) last.to = to;
    else stretches.push({ from, to });
  }
  return stretches;
}

const skewText = (early: number, isAligned: boolean): string =>
  isAligned ? `moved ${duration(early)} later` : `⇠ ${duration(early)} too early`;
