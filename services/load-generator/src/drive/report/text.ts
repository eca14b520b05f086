/** The final report as a table for a terminal. */
import type { DriveReport } from './drive-report.ts';
import {
  dropShare,
  errorShare,
  latencyFigures,
  milliseconds,
  percent,
  perSecond,
  rate,
  reachedShare,
} from './figures.ts';
import type { Threshold } from './thresholds.ts';

/** So many lines of errors; the JSON has all. */
const MAX_LINES = 12;

export function renderReport(report: DriveReport, thresholds: readonly Threshold[]): string {
  return [
    summary(report),
    stepTable(report),
    ...(report.errorKinds.length > 0 ? [errorTable(report)] : []),
    ...(report.slowest.length > 0 ? [slowestTable(report)] : []),
    ...(thresholds.length > 0 ? [thresholdTable(report, thresholds)] : []),
  ].join('\n\n');
}

function summary(report: DriveReport): string {
  const { asked, answered, refused, errors, dropped, sessions, generators } = report;
  const of = generators > 1 ? ` by ${generators} generators` : '';
  return [
    `${report.frontend}  ${report.load}  seed ${report.seed}  ${report.seconds.toFixed(1)} s${of}`,
    '',
    `asked      ${asked} requests, ${rate(perSecond(asked, report))}`,
    `answered   ${answered}, ${rate(perSecond(answered, report))}, ${percent(reachedShare(report))} of those asked`,
    `refused    ${refused}, as expected`,
    `errors     ${errors}, ${percent(errorShare(report))}`,
    `dropped    ${dropped}, ${percent(dropShare(report))}; at most ${report.maxInFlight} were under way`,
    `sessions   ${sessions.begun} begun, ${sessions.finished} finished, ${sessions.brokenOff} broken off`,
    `sent late  ${latencyLine(report.lateness)} (the generator's own share of the latency)`,
  ].join('\n');
}

function latencyLine(buckets: DriveReport['latency']): string {
  const { p50, p99, max } = latencyFigures(buckets);
  return `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, max ${milliseconds(max)}`;
}

function stepTable({ steps, latency, errors }: DriveReport): string {
  const all = { name: 'all', count: steps.reduce((sum, { count }) => sum + count, 0), errors, latency };
  const rows = [...steps, all].map(({ name, count, errors: failed, latency: buckets }) => {
    const { p50, p90, p99, 'p99.9': p999, max } = latencyFigures(buckets);
    return [name, String(count), String(failed), ...[p50, p90, p99, p999, max].map(milliseconds)];
  });
  return table(['latency', 'count', 'errors', 'p50', 'p90', 'p99', 'p99.9', 'max'], rows);
}

function errorTable({ errorKinds }: DriveReport): string {
  const rows = errorKinds
    .slice(0, MAX_LINES)
    .map(({ kind, step, count, traceId }) => [kind, step, String(count), traceId]);
  return table(['error', 'request', 'count', 'one of them'], rows, 2);
}

function slowestTable({ slowest }: DriveReport): string {
  const rows = slowest
    .slice(0, 5)
    .map(({ step, latency, at, traceId }) => [
      step,
      milliseconds(latency),
      `${(at / 1_000).toFixed(1)} s`,
      traceId,
    ]);
  return table(['slowest', 'latency', 'at', 'trace'], rows, 1);
}

function thresholdTable(report: DriveReport, thresholds: readonly Threshold[]): string {
  const rows = thresholds.map(({ text, check }) => {
    const { missed, measured } = check(report);
    return [text, measured, missed ? 'yes: this run fails' : 'no'];
  });
  return table(['fail if', 'measured', 'so'], rows, 1);
}

/** The first column begins at the left, as does the last where it is text; numbers end at the right. */
function table(head: string[], rows: string[][], firstNumber = 1): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const isText = (column: number) =>
    column < firstNumber || rows.every((row) => !/^(-|[\d.]+( (ms|s|%))?)$/.test(row[column] ?? ''));
  const line = (row: string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isText(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}
