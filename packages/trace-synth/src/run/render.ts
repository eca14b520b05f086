/** A report as text, and the few lines that show a run while it goes on. */
import { Latencies } from './latencies.ts';
import { type EndpointReport, type SynthReport, total } from './report.ts';

const COLUMNS = ['generated', 'sent', 'accepted', 'rejected', 'retried', 'dropped', 'missed'] as const;

/** The final report: a table, and what has to be said beside it. */
export function renderReport(report: SynthReport): string {
  const { endpoints, seconds, topology, seed, partitions } = report;
  const all = total(endpoints);
  const part = partitions.length === 1 && partitions[0]?.of === 1 ? '' : `, ${partitionText(report)}`;
  return [
    `${topology}: ${whole(all.generated)} spans in ${whole(all.traces)} traces, ${seconds.toFixed(1)} s` +
      `${report.interrupted ? ' (stopped early)' : ''}, seed ${seed}${part}`,
    '',
    ...table([
      ['endpoint', ...COLUMNS, 'p50', 'p99', 'max'],
      ...endpoints.map(row),
      ...(endpoints.length > 1 ? [row({ ...all, url: 'all' })] : []),
    ]),
    '',
    `${whole(all.accepted / seconds)} spans/s accepted, ${whole(all.traces / seconds)} traces/s, ` +
      `${(all.bytes / seconds / 1e6).toFixed(1)} MB/s, ${(report.cpuSeconds / seconds).toFixed(2)} cores, ` +
      `${whole(report.memoryBytes / 1e6)} MB of memory`,
    ...(all.rate ? rateLines(all) : []),
    ...endpoints.flatMap(reasonLines),
    ...reconciliationLines(report),
  ].join('\n');
}

function row(endpoint: EndpointReport): string[] {
  const latencies = new Latencies().add(endpoint.latencies);
  const counts = COLUMNS.map((name) =>
    name === 'missed' && endpoint.missedTraces > 0
      ? `${whole(endpoint.missedTraces)} traces`
      : whole(endpoint[name]),
  );
  const times = [latencies.quantile(0.5), latencies.quantile(0.99), latencies.max];
  return [endpoint.url, ...counts, ...times.map(milliseconds)];
}

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows.map((cells) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

function rateLines({ rate, missed, missedTraces, generated, traces }: EndpointReport): string[] {
  if (!rate) return [];
  const { perSecond, unit, least, most, mostBehindMs } = rate;
  const windows =
    least === undefined || most === undefined
      ? 'too short for a window of 10 s'
      : `any 10 s had from ${percent(least)} to ${percent(most)} of it`;
  const [lost, made] = unit === 'spans' ? [missed, generated] : [missedTraces, traces];
  const share = lost / Math.max(lost + made, 1);
  return [
    `rate asked: ${whole(perSecond)} ${unit}/s; ${windows}; at most ${milliseconds(mostBehindMs)} behind`,
    ...(lost > 0
      ? [`the rate could not be held: ${whole(lost)} ${unit} (${percent(share)}) were due and not made`]
      : []),
  ];
}

const reasonLines = ({ url, reasons, unanswered }: EndpointReport): string[] => [
  ...Object.entries(reasons)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, spans]) => `${url}: ${whole(spans)} spans: ${reason}`),
  ...(unanswered > 0
    ? [
        `${url}: of the dropped, ${whole(unanswered)} spans were written and never answered: they may have arrived`,
      ]
    : []),
];

function reconciliationLines({ reconciliation }: SynthReport): string[] {
  if (!reconciliation) return [];
  const { made, checked, complete, incomplete, absent, uncertain, missingSpans, unknownSpans, examples } =
    reconciliation;
  return [
    `reconciled ${whole(checked)} of ${whole(made)} traces: ${whole(complete)} complete, ` +
      `${whole(incomplete)} incomplete, ${whole(absent)} absent` +
      `${uncertain > 0 ? `, ${whole(uncertain)} not all accepted` : ''}; ` +
      `${whole(missingSpans)} spans missing, ${whole(unknownSpans)} never sent`,
    ...(examples.length > 0 ? [`  see ${examples.join(', ')}`] : []),
  ];
}

const partitionText = ({ partitions }: SynthReport): string =>
  `partition${partitions.length > 1 ? 's' : ''} ${partitions.map(({ index }) => index).join(', ')} of ${partitions[0]?.of}`;

/** How it goes: a line for each endpoint. @param before the report of a moment ago */
export function renderProgress(report: SynthReport, before: SynthReport): string[] {
  const span = Math.max(report.seconds - before.seconds, 1e-3);
  const earlier = new Map(before.endpoints.map((each) => [each.url, each]));
  return report.endpoints.map((now) => {
    const then = earlier.get(now.url);
    const perSecond = (now.accepted - (then?.accepted ?? 0)) / span;
    const asked = now.rate?.unit === 'spans' ? ` of ${whole(now.rate.perSecond)}` : '';
    const latencies = new Latencies().add(now.latencies);
    const failures = (['rejected', 'retried', 'dropped', 'missed'] as const)
      .filter((name) => now[name] > 0)
      .map((name) => `${name} ${whole(now[name])}`);
    return [
      `${report.seconds.toFixed(0).padStart(5)} s  ${now.url}`,
      `${whole(perSecond)}${asked} spans/s  accepted ${whole(now.accepted)}`,
      `p99 ${milliseconds(latencies.quantile(0.99))}`,
      ...failures,
    ].join('  ');
  });
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const milliseconds = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(2)} ms` : ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
