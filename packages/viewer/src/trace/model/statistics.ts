/** Where the time went, summed up per service, or per service and operation. Times in microseconds. */
import { at, isError, operationOf, serviceOf, type TraceColumns } from './columns.ts';
import { criticalTime } from './bar.ts';

export interface StatisticsRow {
  readonly service: string;
  /** Empty when the row is of a whole service. */
  readonly operation: string;
  readonly spans: number;
  readonly errors: number;
  /** The sum of all durations: spans that contain each other count twice. */
  readonly total: number;
  readonly self: number;
  readonly critical: number;
  readonly shortest: number;
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
  /** A span of the row: the longest. */
  readonly example: number;
}

export type GroupBy = 'service' | 'operation';

export function statistics(columns: TraceColumns, by: GroupBy): StatisticsRow[] {
  const groups = new Map<number, number[]>();
  const stride = columns.operations.length + 1;
  for (let index = 0; index < columns.spanCount; index++) {
    const key = at(columns.service, index) * stride + (by === 'operation' ? at(columns.operation, index) : 0);
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  }
  return [...groups.values()]
    .map((indexes) => summarise(columns, by, indexes))
    .toSorted((a, b) => b.self - a.self || b.total - a.total);
}

function summarise(columns: TraceColumns, by: GroupBy, indexes: readonly number[]): StatisticsRow {
  const [first = 0] = indexes;
  const sum = (value: (index: number) => number) => indexes.reduce((total, index) => total + value(index), 0);
  const durations = Float64Array.from(indexes, (index) => at(columns.spanDuration, index)).toSorted();
  const longest = durations.at(-1) ?? 0;
  return {
    service: serviceOf(columns, first),
    operation: by === 'operation' ? operationOf(columns, first) : '',
    spans: indexes.length,
    errors: sum((index) => Number(isError(columns, index))),
    total: sum((index) => at(columns.spanDuration, index)),
    self: sum((index) => at(columns.selfTime, index)),
    critical: sum((index) => criticalTime(columns.critical, index)),
    shortest: durations[0] ?? 0,
    median: quantile(durations, 0.5),
    p95: quantile(durations, 0.95),
    longest,
    example: indexes.find((index) => at(columns.spanDuration, index) === longest) ?? first,
  };
}

/** Nearest rank: a duration that really occurred. */
const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
