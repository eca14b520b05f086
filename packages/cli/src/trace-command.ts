/** `tracewalk trace`: prints one trace as a tree, from any Jaeger-compatible query API. */
import { createQueryClient } from '@tracewalk/query-client';
import { renderTrace, toTraceJson } from '@tracewalk/trace-model';
import { speaksUnicode } from './speaks-unicode.ts';

export interface TraceOptions {
  /** 32 hex digits; without it, the last trace. */
  id?: string;
  /** The last trace, also when an id is given by mistake: then it is refused. */
  last?: boolean;
  /** The last trace in which this service took part. */
  service?: string;
  queryUrl: string;
  json?: boolean;
  /** Columns; those of the terminal unless told. */
  width?: number;
  /** Unless told: when the output is a terminal and NO_COLOR is not set. */
  color?: boolean;
}

/** Where to write, and how wide it is when it is a terminal. */
export type TraceOutput = Pick<NodeJS.WriteStream, 'write'> &
  Partial<Pick<NodeJS.WriteStream, 'columns' | 'isTTY'>>;

/** Writes the trace, or to `errors` one line that says why there is none. Answers with the exit code. */
export async function runTrace(
  options: TraceOptions,
  out: TraceOutput,
  errors: TraceOutput = process.stderr,
): Promise<number> {
  try {
    out.write(`${await describeTrace(options, out)}\n`);
    return 0;
  } catch (error) {
    errors.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function describeTrace(options: TraceOptions, out: TraceOutput): Promise<string> {
  const { id, last, service, queryUrl, json } = options;
  if (id !== undefined && (last || service !== undefined)) {
    throw new Error('Cannot print a trace: give an id, or --last or --service, not both');
  }
  const client = createQueryClient(queryUrl);
  const trace = id === undefined ? await client.lastTrace(service) : await client.trace(id);
  if (!trace) throw new Error(nothingFound(options));
  if (json) return JSON.stringify(toTraceJson(trace), null, 2);
  return renderTrace(trace, {
    width: options.width ?? out.columns ?? 120,
    color: options.color ?? (out.isTTY === true && !process.env['NO_COLOR']),
    ascii: !speaksUnicode(),
  });
}

function nothingFound({ id, service, queryUrl }: TraceOptions): string {
  if (id !== undefined)
    return `Cannot find trace ${id} at ${queryUrl}: it may not have arrived yet, or is no longer kept`;
  const whose = service === undefined ? '' : ` of service ${service}`;
  return `Cannot find a trace${whose} at ${queryUrl}: none came within the last hour`;
}
