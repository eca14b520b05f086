/** The drive while it goes on: a few lines, for a terminal to redraw in place. */
import type { Drive } from '../drive.ts';
import { milliseconds, rate } from './figures.ts';
import { Latencies } from './latencies.ts';

/** So many kinds of errors. */
const MAX_ERRORS = 3;

interface Counts {
  at: number;
  asked: number;
  answered: number;
  dropped: number;
}

/** Gives the lines as they are now; the rates are those since it was asked before. */
export function liveLines(drive: Drive): () => string[] {
  let before = countsOf(drive);
  return () => {
    const now = countsOf(drive);
    const lines = linesOf(drive, before, now);
    before = now;
    drive.recorder.recent = new Latencies();
    return lines;
  };
}

function linesOf({ recorder, sessions, seconds }: Drive, before: Counts, now: Counts): string[] {
  const span = Math.max(now.at - before.at, 1e-3);
  const each = (pick: (counts: Counts) => number) => rate((pick(now) - pick(before)) / span);
  const kinds = recorder.errorKinds();
  return [
    `${seconds.toFixed(0).padStart(5)} s  asked ${each((counts) => counts.asked)}  got ${each((counts) => counts.answered)}` +
      `  in flight ${recorder.inFlight}  thinking ${sessions.thinking}  dropped ${recorder.dropped}`,
    `  now    ${quantiles(recorder.recent)}`,
    `  all    ${quantiles(recorder.latencies)}`,
    `  errors ${recorder.errors}${kinds.length > 0 ? ':' : ''}`,
    ...kinds.slice(0, MAX_ERRORS).map(({ kind, step, count }) => `    ${count}  ${kind}  ${step}`),
  ];
}

const quantiles = (latencies: Latencies): string =>
  (
    [
      ['p50', 0.5],
      ['p90', 0.9],
      ['p99', 0.99],
      ['max', 1],
    ] as const
  )
    .map(([name, share]) => `${name} ${milliseconds(latencies.quantile(share) / 1_000).padEnd(8)}`)
    .join('  ');

const countsOf = ({ recorder, seconds }: Drive): Counts => ({
  at: seconds,
  asked: recorder.asked,
  answered: recorder.answered,
  dropped: recorder.dropped,
});
