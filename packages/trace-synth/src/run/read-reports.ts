/** Reads reports back, from one file or several. */
import { z } from 'zod';
import type { SynthReport } from './report.ts';

const count = z.number().nonnegative();
const whole = z.number().int().nonnegative();

const rate = z.object({
  perSecond: count,
  unit: z.enum(['spans', 'traces']),
  least: count.optional(),
  most: count.optional(),
  mostBehindMs: count,
});

const endpoint = z.object({
  url: z.string(),
  generated: whole,
  sent: whole,
  accepted: whole,
  rejected: whole,
  retried: whole,
  dropped: whole,
  unanswered: whole,
  missed: whole,
  missedTraces: whole,
  traces: whole,
  requests: whole,
  bytes: whole,
  latencies: z.object({ maxMs: count, buckets: z.array(z.tuple([whole, whole])) }),
  reasons: z.record(z.string(), whole),
  rate: rate.optional(),
});

const reconciliation = z.object({
  made: whole,
  checked: whole,
  complete: whole,
  incomplete: whole,
  absent: whole,
  uncertain: whole,
  missingSpans: whole,
  unknownSpans: whole,
  examples: z.array(z.string()),
});

const schema: z.ZodType<SynthReport> = z.object({
  kind: z.literal('tracewalk-synth'),
  topology: z.string(),
  seed: whole,
  partitions: z.array(z.object({ index: whole, of: whole })).min(1),
  startedAt: z.iso.datetime(),
  seconds: count,
  interrupted: z.boolean(),
  endpoints: z.array(endpoint),
  cpuSeconds: count,
  memoryBytes: count,
  reconciliation: reconciliation.optional(),
});

/** A report in each line. @param name of the file, for errors @throws Error if one is none */
export function readReports(text: string, name: string): SynthReport[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Error(`Cannot read ${name}: it is empty`);
  return lines.map((line) => {
    const result = schema.safeParse(parse(line, name));
    if (result.success) return result.data;
    const { path = [], message = '' } = result.error.issues[0] ?? {};
    throw new Error(
      `Cannot read ${name}: it is no report of tracewalk load synth: ${path.join('.')}: ${message}`,
    );
  });
}

function parse(line: string, name: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new Error(`Cannot read ${name}: it is no JSON`, { cause: error });
  }
}
