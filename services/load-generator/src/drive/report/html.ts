/** The report as one page: no scripts, nothing from elsewhere, for light and dark. */
import type { DriveReport } from './drive-report.ts';
import {
  dropShare,
  errorShare,
  latencyFigures,
  milliseconds,
  percent,
  perSecond,
  QUANTILES,
  rate,
  reachedShare,
} from './figures.ts';
import { Latencies } from './latencies.ts';
import { renderPlot } from './plot.ts';
import { STYLE } from './style.ts';
import type { Threshold } from './thresholds.ts';

export function renderHtml(report: DriveReport, thresholds: readonly Threshold[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Drive of ${escape(report.frontend)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Drive of ${escape(report.frontend)}</h1>
<p>${escape(report.load)}, from <time>${escape(report.begin)}</time>, ${report.seconds.toFixed(1)} s, seed ${report.seed}${
    report.generators > 1 ? `, ${report.generators} generators` : ''
  }. Latency counts from the time that a request was due, until its answer was read.</p>
${tiles(report)}
${thresholds.length > 0 ? thresholdTable(report, thresholds) : ''}
${plots(report)}
<h2>By request</h2>
${stepTable(report)}
${report.errorKinds.length > 0 ? `<h2>Errors</h2>${errorTable(report)}` : ''}
${report.slowest.length > 0 ? `<h2>Slowest</h2><p>Look for these traces in your trace viewer.</p>${slowestTable(report)}` : ''}
</main>
</body>
</html>
`;
}

function tiles(report: DriveReport): string {
  const { p50, p99 } = latencyFigures(report.latency);
  const late = latencyFigures(report.lateness).p99;
  const all: [string, string, string][] = [
    ['Asked', rate(perSecond(report.asked, report)), `${report.asked} requests`],
    ['Answered', rate(perSecond(report.answered, report)), `${percent(reachedShare(report))} of those asked`],
    ['Latency p50', milliseconds(p50), `p99 ${milliseconds(p99)}`],
    [
      'Errors',
      percent(errorShare(report)),
      `${report.errors} requests; ${report.refused} refused as expected`,
    ],
    ['Dropped', percent(dropShare(report)), `${report.dropped}; ${report.maxInFlight} under way at most`],
    ['Sent late, p99', milliseconds(late), "the generator's own share of the latency"],
  ];
  return `<dl class="tiles">${all.map(tile).join('')}</dl>`;
}

const tile = ([name, value, more]: [string, string, string]): string =>
  `<div><dt>${name}</dt><dd><b>${value}</b> ${more}</dd></div>`;

function plots(report: DriveReport): string {
  const width = report.sliceSeconds;
  const ended = report.slices.slice(0, Math.max(1, Math.ceil(report.seconds / width)));
  const at = (index: number) => (index + 0.5) * width;
  const counted = (pick: (slice: DriveReport['slices'][number]) => number) =>
    report.slices.map((slice, index) => [at(index), pick(slice) / width] as const);
  const quantile = (share: number) =>
    ended.map(
      ({ latency }, index) => [at(index), Latencies.fromJSON(latency).quantile(share) / 1_000] as const,
    );
  const time = { label: 'seconds since the start', format: String };
  const { p50, p99, max } = latencyFigures(report.latency);
  return `<div class="plots">
${renderPlot(
  {
    title: 'Requests per second',
    description: `Asked ${rate(perSecond(report.asked, report))} and answered ${rate(perSecond(report.answered, report))} on average.`,
    lines: [
      {
        name: 'asked',
        color: 'one',
        points: counted(({ asked }) => asked).slice(0, ended.length),
        dashed: true,
      },
      { name: 'answered', color: 'two', points: counted(({ answered }) => answered) },
      { name: 'errors', color: 'four', points: counted(({ errors }) => errors) },
      { name: 'dropped', color: 'three', points: counted(({ dropped }) => dropped) },
    ],
    x: time,
    y: { label: '', format: String },
  },
  'rate',
)}
${renderPlot(
  {
    title: 'Latency over time, by when a request was due',
    description: `p50 ${milliseconds(p50)}, p99 ${milliseconds(p99)}, largest ${milliseconds(max)} over the whole run.`,
    lines: [
      { name: 'p50', color: 'one', points: quantile(0.5) },
      { name: 'p90', color: 'two', points: quantile(0.9) },
      { name: 'p99', color: 'three', points: quantile(0.99) },
      { name: 'max', color: 'four', points: quantile(1), dashed: true },
    ],
    x: time,
    y: { label: '', format: tick, log: true },
  },
  'latency',
)}
${renderPlot(distribution(report), 'distribution')}
</div>`;
}

/** From the median to the last in a million: each step to the right is ten times rarer. */
function distribution({ latency }: DriveReport): Parameters<typeof renderPlot>[0] {
  const latencies = Latencies.fromJSON(latency);
  const rarest = Math.max(10, latencies.count);
  const points: [number, number][] = [];
  for (let rarity = 1; rarity <= rarest; rarity *= 1.1) {
    points.push([rarity, latencies.quantile(1 - 1 / rarity) / 1_000]);
  }
  const ticks = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].filter((each) => each <= rarest);
  return {
    title: 'Latency distribution',
    description: Object.entries(QUANTILES)
      .map(([name, share]) => `${name} ${milliseconds(latencies.quantile(share) / 1_000)}`)
      .join(', '),
    lines: [{ name: 'all requests', color: 'one', points }],
    x: { label: 'share of the requests that were faster', format: shareFaster, ticks, log: true },
    y: { label: '', format: tick, log: true },
  };
}

/** Powers of ten, as short as can be. */
const tick = (ms: number): string => (ms >= 1_000 ? `${ms / 1_000} s` : `${Number(ms.toPrecision(3))} ms`);

/** 1 > 0 %, 10 > 90 %, 1000 > 99.9 %. */
const shareFaster = (rarity: number): string => `${Number((100 - 100 / rarity).toFixed(6))} %`;

function stepTable({ steps }: DriveReport): string {
  const rows = steps.map(({ name, count, errors, latency }) => {
    const { p50, p90, p99, max } = latencyFigures(latency);
    return [escape(name), count, errors, ...[p50, p90, p99, max].map(milliseconds)];
  });
  return table('By request', ['Request', 'Count', 'Errors', 'p50', 'p90', 'p99', 'Max'], rows);
}

const errorTable = ({ errorKinds }: DriveReport): string =>
  table(
    'Errors',
    ['Error', 'Request', 'Count', 'One of them'],
    errorKinds.map(({ kind, step, count, traceId }) => [escape(kind), escape(step), count, code(traceId)]),
  );

const slowestTable = ({ slowest }: DriveReport): string =>
  table(
    'Slowest',
    ['Request', 'Latency', 'At', 'Trace'],
    slowest.map(({ step, latency, at, traceId }) => [
      escape(step),
      milliseconds(latency),
      `${(at / 1_000).toFixed(1)} s`,
      code(traceId),
    ]),
  );

function thresholdTable(report: DriveReport, thresholds: readonly Threshold[]): string {
  const rows = thresholds.map(({ text, check }) => {
    const { missed, measured } = check(report);
    return [escape(text), measured, missed ? '<strong class="missed">yes: this run fails</strong>' : 'no'];
  });
  return `<h2>Thresholds</h2>${table('Thresholds', ['Fail if', 'Measured', 'So'], rows)}`;
}

/** The scrolling box can be reached by keyboard. */
function table(
  label: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  return `<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${head.map((title) => `<th scope="col">${title}</th>`).join('')}</tr></thead>
<tbody>${rows.map((row) => `<tr>${cells(row)}</tr>`).join('\n')}</tbody>
</table></div>`;
}

const cells = (row: readonly (string | number)[]): string =>
  row.map((cell, column) => (column === 0 ? `<th scope="row">${cell}</th>` : `<td>${cell}</td>`)).join('');

const code = (text: string): string => `<code>${escape(text)}</code>`;

const escape = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
