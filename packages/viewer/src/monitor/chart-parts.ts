/** What uPlot is told, and what is read from it. */
import type uPlot from 'uplot';
import { cssColour } from '../ui/css-colour.ts';
import { formatClock, formatDate } from '../ui/format-time.ts';
import type { ChartProps, ChartSeries } from './chart.tsx';

export const lineOf = ({ label, colour, dash }: ChartSeries): uPlot.Series => ({
  label,
  stroke: cssColour(colour),
  width: 1.75,
  dash: dash ? [...dash] : undefined,
  points: { size: 5, fill: cssColour(colour) },
});

export function axes(tick: (value: number) => string): uPlot.Axis[] {
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const common = {
    font,
    stroke: cssColour('--text-muted'),
    grid: { stroke: cssColour('--line'), width: 1 },
    ticks: { show: false },
  };
  return [
    {
      ...common,
      space: 76,
      grid: { show: false },
      values: (_, times, __, ___, step) => times.map(timeTick(step)),
    },
    { ...common, size: 64, values: (_, values) => values.map(tick) },
  ];
}

/** The day where a step of the axis is a day; seconds where it is less than a minute. @param step in s. */
const timeTick = (step: number) => (at: number) =>
  step >= 86_400 ? formatDate(at * 1_000_000) : formatClock(at * 1_000_000).slice(0, step < 60 ? 8 : 5);

/** The series whose line is nearest to the mouse. */
export function nearest(chart: uPlot): number {
  const { idx, top = 0 } = chart.cursor;
  const distances = chart.data.slice(1).map((values) => {
    const value = values[idx ?? 0];
    return value === null || value === undefined ? Infinity : Math.abs(chart.valToPos(value, 'y') - top);
  });
  return distances.indexOf(Math.min(...distances));
}

export function select(chart: uPlot, onRange: ChartProps['onRange']): void {
  const { left, width } = chart.select;
  // Less is a click with an unsteady hand.
  if (width < 6) return;
  onRange(chart.posToVal(left, 'x') * 1_000_000, chart.posToVal(left + width, 'x') * 1_000_000);
}
