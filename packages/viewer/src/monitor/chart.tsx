/**
 * A chart over time. The mouse and the arrow keys move a cursor, which shows the values of that moment; a click or Enter
 * leads to the traces behind them; dragging chooses a time range. Loaded with uPlot.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import './valid-language.ts';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { themeVersion } from '../app/theme.ts';
import { timeZone } from '../app/time-zone.ts';
import { announce } from '../ui/announce.tsx';
import { formatClock, formatDateTime } from '../ui/format-time.ts';
import { useWidth } from '../ui/use-width.ts';
import { axes, lineOf, nearest, select } from './chart-parts.ts';
import './chart.css';

export interface ChartSeries {
  readonly label: string;
  /** A token. */
  readonly colour: string;
  readonly values: readonly (number | null)[];
  /** In px: lines are told apart without their colour. */
  readonly dash?: readonly number[];
}

export interface ChartProps {
  readonly title: string;
  /** µs since the epoch: the end of each step. */
  readonly time: readonly number[];
  readonly series: readonly ChartSeries[];
  readonly format: (value: number) => string;
  /** At the axis, if not the same. */
  readonly tick?: (value: number) => string;
  /** A step was chosen, and the series nearest to the cursor. */
  readonly onPick: (step: number, series: number) => void;
  /** µs since the epoch. */
  readonly onRange: (start: number, end: number) => void;
}

const HEIGHT = 190;

export function Chart({ title, time, series, format, tick = format, onPick, onRange }: ChartProps) {
  const [box, width] = useWidth();
  const [step, setStep] = useState<number>();
  const plot = useRef<uPlot>(undefined);
  const latest = useRef({ onPick, onRange });
  latest.current = { onPick, onRange };
  useEffect(() => {
    if (!box.current || width === 0) return undefined;
    const drawn = new uPlot(
      {
        width,
        height: HEIGHT,
        series: [{}, ...series.map(lineOf)],
        axes: axes(tick),
        ...(timeZone.value === 'utc' && {
          tzDate: (at: number) => uPlot.tzDate(new Date(at * 1_000), 'Etc/UTC'),
        }),
        legend: { show: false },
        scales: { y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] } },
        cursor: {
          sync: { key: 'monitor' },
          drag: { x: true, y: false, setScale: false },
          focus: { prox: 1_000 },
        },
        hooks: {
          setCursor: [({ cursor }) => setStep(cursor.idx ?? undefined)],
          setSelect: [(chart) => select(chart, latest.current.onRange)],
        },
      },
      [time.map((at) => at / 1_000_000), ...series.map(({ values }) => [...values])],
      box.current,
    );
    drawn.over.addEventListener('click', () => {
      const { idx } = drawn.cursor;
      if (typeof idx === 'number' && drawn.select.width === 0) latest.current.onPick(idx, nearest(drawn));
    });
    plot.current = drawn;
    return () => drawn.destroy();
  }, [width, time, series, timeZone.value, themeVersion.value]);

  const move = (event: KeyboardEvent) => {
    const at = step ?? time.length - 1;
    if (event.key === 'Enter' && step !== undefined) return onPick(step, series.length - 1);
    const target = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: time.length - 1 }[event.key];
    const next = target === undefined ? undefined : time[target];
    const drawn = plot.current;
    if (target === undefined || next === undefined || !drawn) return;
    event.preventDefault();
    drawn.setCursor({ left: drawn.valToPos(next / 1_000_000, 'x'), top: HEIGHT / 2 });
    const values = series.map(({ label, values: { [target]: value } }) => `${label} ${shown(value, format)}`);
    announce(`${formatClock(next)}: ${values.join(', ')}`);
  };
  const moment = step === undefined ? undefined : time[step];
  return (
    <figure class="chart">
      <figcaption>
        <div class="chart-head">
          <h2>{title}</h2>
          <span class="muted">{moment === undefined ? '' : formatDateTime(moment).slice(0, 19)}</span>
        </div>
        <ul class="chart-legend">
          {series.map(({ label, colour, values, dash }) => (
            <li key={label}>
              <svg width="18" height="8" aria-hidden="true">
                <line
                  x1="0"
                  x2="18"
                  y1="4"
                  y2="4"
                  stroke={`var(${colour})`}
                  stroke-dasharray={dash?.join(' ')}
                />
              </svg>
              {label}
              {step !== undefined && <strong>{shown(values[step], format)}</strong>}
            </li>
          ))}
        </ul>
      </figcaption>
      <div
        class="chart-box"
        ref={box}
        role="group"
        tabIndex={0}
        aria-label={`${title} over time. Arrow keys read it, Enter shows the traces of a moment.`}
        onKeyDown={move}
      />
    </figure>
  );
}

const shown = (value: number | null | undefined, format: (value: number) => string): string =>
  value === null || value === undefined ? 'none' : format(value);
