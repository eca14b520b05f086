/**
 * Durations over time, a point a trace. The plot is one stop of the tab key; the arrow keys move between its points.
 * A failed trace is a diamond and not a dot, so that it is not told by the colour alone.
 */
import { formatDuration, microseconds } from '@tracewalk/trace-model';
import { useMemo, useState } from 'preact/hooks';
import type { FoundTrace } from '../api/types.ts';
import { timeZone } from '../app/time-zone.ts';
import { epochMicroseconds, formatClock } from '../ui/format-time.ts';
import { plural } from '../ui/format-number.ts';
import { durationTick } from '../ui/tick-label.ts';
import { useWidth } from '../ui/use-width.ts';
import { durationScale, timeScale } from './scale.ts';
import { hrefOf } from './trace-item.tsx';
import { traceName } from './trace-name.ts';
import './scatter-plot.css';

const HEIGHT = 168;
const INSIDE = { top: 10, bottom: 24, left: 64, right: 16 };
const TICK_WIDTH = 110;

interface ScatterPlotProps {
  readonly traces: readonly FoundTrace[];
  readonly file: string;
}

interface Point {
  readonly trace: FoundTrace;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

export function ScatterPlot({ traces, file }: ScatterPlotProps) {
  const [box, width] = useWidth();
  const [current, setCurrent] = useState('');
  const [shown, setShown] = useState('');
  const { points, xTicks, yTicks } = useMemo(() => draw(traces, width), [traces, width, timeZone.value]);
  const place = Math.max(
    points.findIndex(({ trace }) => trace.traceId === current),
    0,
  );
  const hovered = points.find(({ trace }) => trace.traceId === shown);
  const move = (event: KeyboardEvent) => {
    const target = { ArrowLeft: place - 1, ArrowRight: place + 1, Home: 0, End: points.length - 1 }[
      event.key
    ];
    const next = target === undefined ? undefined : points[target];
    if (!next) return;
    event.preventDefault();
    setCurrent(next.trace.traceId);
    document.getElementById(pointId(next.trace))?.focus();
  };
  return (
    <div class="scatter" ref={box}>
      <svg
        width={width}
        height={HEIGHT}
        role="group"
        aria-label="Duration over time. The arrow keys move between traces."
        onKeyDown={move}
      >
        <g class="scatter-axes" aria-hidden="true">
          {yTicks.map(({ at, label }) => (
            <g key={label}>
              <line x1={INSIDE.left} x2={width - INSIDE.right} y1={at} y2={at} />
              <text x={INSIDE.left - 8} y={at + 4} text-anchor="end">
                {label}
              </text>
            </g>
          ))}
          {xTicks.map(({ at, label }) => (
            <text key={at} x={at} y={HEIGHT - 6} text-anchor="middle">
              {label}
            </text>
          ))}
        </g>
        {points.map(({ trace, x, y, radius }, index) => (
          <a
            key={trace.traceId}
            id={pointId(trace)}
            href={hrefOf(trace.traceId, file)}
            tabIndex={index === place ? 0 : -1}
            class={trace.errorCount > 0 ? 'point point-failed' : 'point'}
            aria-label={describe(trace)}
            onFocus={() => {
              setCurrent(trace.traceId);
              setShown(trace.traceId);
            }}
            onBlur={() => setShown('')}
            onPointerEnter={() => setShown(trace.traceId)}
            onPointerLeave={() => setShown('')}
          >
            {/* A finger needs more than the point. */}
            <circle class="point-target" cx={x} cy={y} r={12} />
            {trace.errorCount > 0 ? (
              <path d={diamond(x, y, radius + 1)} />
            ) : (
              <circle cx={x} cy={y} r={radius} />
            )}
          </a>
        ))}
      </svg>
      {hovered && (
        <div
          class={hovered.x > width / 2 ? 'scatter-tip scatter-tip-left' : 'scatter-tip'}
          style={{ left: `${hovered.x}px`, top: `${hovered.y}px` }}
          aria-hidden="true"
        >
          <bdi>{traceName(hovered.trace)}</bdi>
          <span class="muted">{factsOf(hovered.trace)}</span>
        </div>
      )}
    </div>
  );
}

const pointId = ({ traceId }: FoundTrace): string => `point-${traceId}`;

const factsOf = ({ duration, spanCount, errorCount, startTimeUnixNano }: FoundTrace): string =>
  [
    formatDuration(microseconds(duration)),
    formatClock(startTimeUnixNano),
    plural(spanCount, 'span'),
    ...(errorCount > 0 ? [plural(errorCount, 'error')] : []),
  ].join(' · ');

const describe = (trace: FoundTrace): string => `${traceName(trace)}, ${factsOf(trace)}`;

const diamond = (x: number, y: number, r: number): string =>
  `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`;

function draw(traces: readonly FoundTrace[], width: number) {
  const ordered = traces.toSorted((a, b) => (a.startTimeUnixNano < b.startTimeUnixNano ? -1 : 1));
  const times = ordered.map(({ startTimeUnixNano }) => epochMicroseconds(startTimeUnixNano));
  const offset =
    timeZone.value === 'utc' ? 0 : new Date((times[0] ?? 0) / 1_000).getTimezoneOffset() * 60_000_000;
  const across = Math.max(width - INSIDE.left - INSIDE.right, 1);
  const down = HEIGHT - INSIDE.top - INSIDE.bottom;
  const xScale = timeScale(times, Math.max(Math.floor(across / TICK_WIDTH), 1), offset);
  const yScale = durationScale(ordered.map(({ duration }) => duration));
  const toX = (time: number) => INSIDE.left + xScale.place(time) * across;
  const toY = (duration: number) => INSIDE.top + (1 - yScale.place(duration)) * down;
  return {
    points: ordered.map((trace, index): Point => ({
      trace,
      x: toX(times[index] as number),
      y: toY(trace.duration),
      radius: Math.min(3.5 + Math.log10(trace.spanCount + 1), 8),
    })),
    xTicks: xScale.ticks.map((time) => ({ at: toX(time), label: formatClock(time).slice(0, 8) })),
    yTicks: yScale.ticks.map((duration) => ({ at: toY(duration), label: durationTick(duration) })),
  };
}
