/** What `tracewalk load learn` does. */
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createQueryClient } from '@tracewalk/query-client';
import type { Trace } from '@tracewalk/trace-model';
import { learnTopology, readTraces, writeTopology, type Learned } from '@tracewalk/trace-synth';
import { z } from 'zod';

const flagsSchema = z.object({
  output: z.string().optional(),
  name: z.string().min(1).max(200),
  keepValues: z.boolean().default(false),
  service: z.string().optional(),
  limit: z.coerce
    .number('is no number')
    .int('is no whole number')
    .min(1, 'is below 1')
    .max(20_000, 'is above 20000'),
});
type Flags = z.output<typeof flagsSchema>;

const MAX_FILE_BYTES = 512 * 2 ** 20;

/** Writes the topology, and beside it what was learned. Answers with the exit code. */
export async function runLearn(
  source: string,
  flags: Record<string, unknown>,
  out: Pick<NodeJS.WriteStream, 'write'> = process.stdout,
  errors: Pick<NodeJS.WriteStream, 'write'> = process.stderr,
): Promise<number> {
  try {
    const options = readFlags(flags);
    const traces = /^https?:\/\//.test(source) ? await fromApi(source, options) : await fromFile(source);
    const learned = learnTopology(traces, options);
    const yaml = writeTopology(learned.topology);
    if (options.output === undefined) out.write(yaml);
    else await write(options.output, yaml);
    errors.write(`${describe(learned, options.output)}\n`);
    return 0;
  } catch (error) {
    errors.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
}

function readFlags(flags: Record<string, unknown>): Flags {
  const parsed = flagsSchema.safeParse(flags);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`Cannot learn: --${String(issue?.path[0])} ${issue?.message}`);
}

async function fromFile(file: string): Promise<Trace[]> {
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES) throw new Error('it is larger than 512 MiB');
    return readTraces(await readFile(file, 'utf8'), file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new Error(`Cannot learn from ${file}: there is no such file`, { cause: error });
    throw message.startsWith('Cannot')
      ? error
      : new Error(`Cannot learn from ${file}: ${message}`, { cause: error });
  }
}

const SEARCH_LIMITS = { timeoutMs: 60_000, maxBytes: 256 * 2 ** 20 };
const WEEK_MICROS = 7 * 86_400_000_000;

/** Each trace once, though each service that took part finds it. */
async function fromApi(url: string, { service, limit }: Flags): Promise<Trace[]> {
  const client = createQueryClient(url, SEARCH_LIMITS);
  const services = service === undefined ? await client.services() : [service];
  const found = new Map<string, Trace>();
  const end = Date.now() * 1_000;
  for (const name of services) {
    const times = { start: end - WEEK_MICROS, end } as Pick<Trace, 'start'> & { end: Trace['start'] };
    for (const trace of await client.search({ service: name, limit, ...times })) found.set(trace.id, trace);
  }
  if (found.size === 0) throw new Error(`Cannot learn from ${url}: it has no traces of the last seven days`);
  return [...found.values()];
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new Error(`Cannot write ${file}: ${(error as Error).message}`, { cause: error });
  }
}

const DETAILS: Readonly<Record<Learned['detail'], string>> = {
  name: 'operations are told apart by their names',
  caller: 'operations are told apart by their names and callers',
  path: 'operations are told apart by their whole way from the root',
  statistics: 'the calls are too irregular to follow: kept are the statistics of the structure',
};

function describe({ topology, detail, traces, skipped, fit }: Learned, output: string | undefined): string {
  const services = Object.values(topology.services);
  const operations = services.reduce((sum, each) => sum + Object.keys(each.operations).length, 0);
  const distances = Object.entries(fit).map(([what, distance]) => `${what} ${distance.toFixed(3)}`);
  return [
    `Learned from ${traces} traces: ${services.length} services, ${operations} operations; ${DETAILS[detail]}.`,
    ...(skipped > 0 ? [`${skipped} traces were left out: their root is missing.`] : []),
    `Made again, their Kolmogorov-Smirnov distances are: ${distances.join(', ')}.`,
    ...(output === undefined ? [] : [`Written to ${output}.`]),
  ].join('\n');
}
