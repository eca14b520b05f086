/** What a run is asked to do: texts as they come from flags or the environment, checked and read. */
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { BadInput } from '../bad-input.ts';
import { profileNamed } from '../profiles/index.ts';
import { COMPRESSIONS, type Endpoint, endpointUrl, PROTOCOLS, readHeader } from '../send/endpoint.ts';
import { parseTopology } from '../topology/parse-topology.ts';
import type { Topology } from '../topology/topology.ts';
import { STRETCH } from './flow.ts';
import { MAX_ENDPOINTS, MAX_PARTITIONS, MAX_WORKERS, type SynthPlan } from './plan.ts';
import { parseCount, parseRate } from './rate.ts';
import { readMilliseconds } from './read-time.ts';

const NANOS_PER_MS = 1e6;
const MAX_CONNECTIONS = 256;
const FORMATS = ['otlp-json', 'otlp-protobuf', 'zipkin-json'] as const;

const whole = (min: number, max: number) =>
  z.coerce
    .number({ error: 'expected a number' })
    .int('expected a whole number')
    .min(min, `expected at least ${min}`)
    .max(max, `expected at most ${max}`);
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `expected one of ${names.join(', ')}` });
const duration = z.string().transform((text, context) => {
  const ms = readMilliseconds(text);
  if (ms !== undefined) return ms;
  context.addIssue('expected a time such as 500ms, 30s or 5m');
  return z.NEVER;
});
const share = z.coerce
  .string()
  .regex(/^\d+(\.\d+)?%?$/, 'expected a share, as 0.1 or 10%')
  .transform((text) => (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)))
  .refine((value) => value <= 0.5, 'expected 50% at most');
const list = z.array(z.string()).default([]);

const schema = z.object({
  profile: z.string().optional(),
  topology: z.string().optional(),
  endpoint: list,
  protocol: oneOf(PROTOCOLS).default('http/protobuf'),
  compression: oneOf(COMPRESSIONS).default('none'),
  header: list,
  ca: z.string().optional(),
  cert: z.string().optional(),
  key: z.string().optional(),
  insecure: z.boolean().default(false),
  timeout: duration.default(10_000),
  output: z.string().optional(),
  format: oneOf(FORMATS).default('otlp-json'),
  rate: z.string().optional(),
  max: z.boolean().default(false),
  count: z.string().optional(),
  duration: duration.optional(),
  from: z.string().optional(),
  to: z.string().optional(),
  workers: whole(1, MAX_WORKERS).default(1),
  concurrency: whole(1, MAX_CONNECTIONS).default(4),
  batch: whole(1, 100_000).default(2_000),
  shapes: whole(1, 100_000).default(2_000),
  stretch: share.default(STRETCH),
  clockSkew: duration.default(0),
  seed: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  partition: z
    .string()
    .regex(/^\d{1,4}\/\d{1,4}$/, 'expected <index>/<count>, the first is 0/<count>')
    .default('0/1'),
  retry: duration.default(30_000),
  samples: whole(0, 1_000_000).default(0),
});

type Given = z.output<typeof schema>;
export type SynthTexts = Partial<Record<keyof Given, unknown>>;

/** Without a rate; and how long without a count. */
const USUAL_RATE = '1000spans/s';
const USUAL_DURATION_MS = 60_000;
const USUAL_FILE_COUNT = '1000traces';

/**
 * @param nameOf what a setting is called where it came from
 * @throws BadInput that says in one line what is wrong; nothing was sent or written then
 */
export function readSynthPlan(texts: SynthTexts, nameOf: (setting: string) => string): SynthPlan {
  const result = schema.safeParse(texts);
  if (!result.success) {
    const wrong = result.error.issues.map(({ path, message }) => `${nameOf(String(path[0]))}: ${message}`);
    throw new BadInput(`Cannot make traces: ${wrong.join('. ')}`);
  }
  try {
    return planOf(result.data, nameOf);
  } catch (error) {
    throw error instanceof BadInput ? error : new BadInput((error as Error).message, { cause: error });
  }
}

const refuse = (state: string) => new BadInput(`Cannot make traces: ${state}`);

function planOf(given: Given, nameOf: (setting: string) => string): SynthPlan {
  const both = (one: keyof Given, other: keyof Given) => {
    if (given[one] !== undefined && given[one] !== false && given[other] !== undefined) {
      throw refuse(`give ${nameOf(one)} or ${nameOf(other)}, not both`);
    }
  };
  both('topology', 'profile');
  both('max', 'rate');
  const { output, workers, concurrency, shapes, stretch } = given;
  if (output !== undefined && given.endpoint.length > 0) {
    throw refuse(`give ${nameOf('output')} or ${nameOf('endpoint')}, not both`);
  }
  if (output !== undefined && workers > 1) throw refuse(`one worker writes to ${nameOf('output')}`);
  const [index = 0, of = 1] = given.partition.split('/').map(Number);
  if (index >= of) throw refuse(`${nameOf('partition')}: ${index} is not below ${of}`);
  if (of > MAX_PARTITIONS) throw refuse(`${nameOf('partition')}: expected at most ${MAX_PARTITIONS}`);
  const isEndless = given.count === undefined && given.duration === undefined;
  const count = given.count ?? (output !== undefined && isEndless ? USUAL_FILE_COUNT : undefined);
  const rate = given.rate ?? (given.max || output !== undefined ? undefined : USUAL_RATE);
  return {
    topology: readTopology(given),
    seed: given.seed ?? randomInt(2 ** 47),
    clockSkewNanos: given.clockSkew * NANOS_PER_MS,
    partition: { index, of },
    workers,
    endpoints: output === undefined ? readEndpoints(given) : [],
    ...(output !== undefined && { file: { path: output, encoding: given.format } }),
    concurrency,
    batchSpans: given.batch,
    ...(rate !== undefined && { rate: parseRate(rate) }),
    ...(count !== undefined && { count: parseCount(count) }),
    durationMs: given.duration ?? (isEndless && count === undefined ? USUAL_DURATION_MS : undefined),
    range: readRange(given, nameOf),
    shapes,
    stretch,
    retryMs: given.retry,
    graceMs: given.timeout,
    samples: given.samples,
  };
}

function readTopology({ topology, profile = 'demo' }: Given): Topology {
  return topology === undefined
    ? profileNamed(profile).topology()
    : parseTopology(readText(topology), topology);
}

function readEndpoints(given: Given): Endpoint[] {
  const { protocol, compression, timeout, insecure } = given;
  const files = { ca: given.ca, cert: given.cert, key: given.key };
  const contents = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [name, file === undefined ? undefined : readText(file)]),
  );
  const headers = Object.fromEntries(given.header.map(readHeader));
  const port = { 'http/protobuf': 4318, 'http/json': 4318, grpc: 4317, zipkin: 9411 }[protocol];
  const addresses = given.endpoint.length > 0 ? given.endpoint : [`http://127.0.0.1:${port}`];
  if (addresses.length > MAX_ENDPOINTS)
    throw new BadInput(`Cannot send to more than ${MAX_ENDPOINTS} endpoints`);
  const urls = addresses.map((address) => endpointUrl(address, protocol).href);
  const twice = urls.find((url, at) => urls.indexOf(url) !== at);
  if (twice) throw new BadInput(`Cannot send to ${twice}: it is there twice`);
  return urls.map((url) => ({
    url,
    protocol,
    compression,
    headers,
    tls: { ...contents, insecure },
    timeoutMs: timeout,
  }));
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadInput(`Cannot read ${file}: ${code === 'ENOENT' ? 'there is no such file' : message}`, {
      cause: error,
    });
  }
}

/** In 2001 the seconds since 1970 became ten digits, as texts have room for; they will be eleven in 2286. */
const EARLIEST = Date.UTC(2002, 0);
const LATEST = Date.UTC(2286, 0);

function readRange({ from, to }: Given, nameOf: (setting: string) => string): SynthPlan['range'] {
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw new BadInput(`Cannot make traces: ${nameOf('to')} needs a ${nameOf('from')}`);
  const now = Date.now();
  const range = { from: readTime(from, now), to: to === undefined ? now : readTime(to, now) };
  if (range.from < range.to) return range;
  throw new BadInput(`Cannot make traces: ${nameOf('from')} is not before ${nameOf('to')}`);
}

/** `2026-11-21T08:00:00Z`, `now`, or so long ago: `-24h`. */
function readTime(text: string, now: number): number {
  const ago = text.startsWith('-') ? readMilliseconds(text.slice(1)) : undefined;
  const time = text === 'now' ? now : ago === undefined ? Date.parse(text) : now - ago;
  if (time >= EARLIEST && time < LATEST) return time;
  throw new BadInput(`Cannot read the time '${text}': expected e.g. 2026-11-21T08:00:00Z, -24h or now`);
}
