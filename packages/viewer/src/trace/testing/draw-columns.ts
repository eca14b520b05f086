/** For tests: a trace's columns from a drawing. */
import { ERROR, FLAG, KINDS, type Link, type TraceColumns } from '../model/columns.ts';
import { treeFromDepth } from '../model/tree-from-depth.ts';
import { selfTimes } from '../model/self-time.ts';

/** What a drawing cannot show, for the span of an operation. */
export interface Extra {
  start?: number;
  duration?: number;
  status?: number;
  orphan?: boolean;
  kind?: (typeof KINDS)[number];
  events?: number[];
  critical?: [number, number][];
  links?: Omit<Link, 'from'>[];
  /** How much too early it starts, in µs. */
  early?: number;
}

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';

/**
 * A line is a span: two blanks of indentation for each level below its parent, the service, the operation, then its bar;
 * a column is a millisecond, `|` a span without duration.
 *
 *     drawColumns(`
 *       shop GET /cart        =========
 *         shop GET              ====
 *     `)
 */
export function drawColumns(drawing: string, extras: Record<string, Extra> = {}): TraceColumns {
  const lines = drawing.split('\n').filter((line) => line.trim() !== '');
  const margin = Math.min(...lines.map((line) => line.search(/\S/)));
  const origin = Math.min(...lines.map((line) => line.search(/[=|]+\s*$/)));
  const services: string[] = [];
  const operations: string[] = [];
  const rows = lines.map((line) => {
    const barAt = line.search(/[=|]+\s*$/);
    const [service = '', ...words] = line.slice(0, barAt).trim().split(' ');
    const name = words.filter(Boolean).join(' ');
    const bar = line.slice(barAt).trim();
    return {
      level: (line.search(/\S/) - margin) / 2,
      service: numberOf(services, service),
      operation: numberOf(operations, name),
      start: (barAt - origin) * 1_000,
      duration: bar === '|' ? 0 : bar.length * 1_000,
      ...extras[name],
    };
  });
  const depth = Uint32Array.from(rows, (row) => row.level);
  const start = Float64Array.from(rows, (row) => row.start);
  const spanDuration = Float64Array.from(rows, (row) => row.duration);
  const { parent, size } = treeFromDepth(depth);
  const sections = rows.flatMap(({ critical = [] }) => critical);
  return {
    traceId: TRACE_ID,
    spanCount: rows.length,
    startUnixNano: 1_795_258_800_000_000_000n,
    errorCount: rows.filter(({ status }) => status === ERROR).length,
    duration: Math.max(...rows.map((row) => row.start + row.duration)),
    services: services.map((name) => ({ name, spanCount: 0, errorCount: 0 })),
    operations,
    start,
    spanDuration,
    depth,
    parent,
    size,
    selfTime: selfTimes(start, spanDuration, parent),
    skew: new Map(rows.flatMap(({ early }, index) => (early === undefined ? [] : [[index, early]]))),
    service: Uint32Array.from(rows, (row) => row.service),
    operation: Uint32Array.from(rows, (row) => row.operation),
    kind: Uint8Array.from(rows, ({ kind = 'internal' }) => KINDS.indexOf(kind)),
    status: Uint8Array.from(rows, ({ status = 0 }) => status),
    flags: Uint16Array.from(rows, ({ orphan = false }) => (orphan ? FLAG.orphan : 0)),
    protocol: new Uint8Array(rows.length),
    protocols: [''],
    contextFormat: new Uint8Array(rows.length),
    contextFormats: [''],
    critical: {
      first: offsets(rows.map(({ critical = [] }) => critical.length)),
      start: Float64Array.from(sections, ([from]) => from),
      end: Float64Array.from(sections, ([, to]) => to),
    },
    events: {
      first: offsets(rows.map(({ events = [] }) => events.length)),
      time: Float64Array.from(rows.flatMap(({ events = [] }) => events)),
    },
    links: rows.flatMap(({ links = [] }, index) => links.map((link) => ({ ...link, from: index }))),
    linkedBy: [],
    warnings: [],
    partial: false,
  };
}

function numberOf(names: string[], name: string): number {
  if (!names.includes(name)) names.push(name);
  return names.indexOf(name);
}

function offsets(counts: readonly number[]): Uint32Array {
  const first = new Uint32Array(counts.length + 1);
  for (const [index, count] of counts.entries()) first[index + 1] = (first[index] ?? 0) + count;
  return first;
}
