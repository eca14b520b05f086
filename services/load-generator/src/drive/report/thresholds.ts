/** `--fail-if 'p99>500ms'`: what makes a drive fail. */
import { readDuration } from '../arrivals/duration.ts';
import { BadInput } from '@tracewalk/trace-synth/bad-input';
import type { DriveReport } from './drive-report.ts';
import {
  dropShare,
  errorShare,
  latencyFigures,
  type LatencyFigures,
  milliseconds,
  percent,
  perSecond,
  QUANTILES,
  rate,
  reachedShare,
} from './figures.ts';

export interface Threshold {
  /** As it was given. */
  readonly text: string;
  /** Says what was measured. */
  readonly check: (report: DriveReport) => { missed: boolean; measured: string };
}

const LATENCIES = [...Object.keys(QUANTILES), 'mean', 'max'];
const COUNTS = {
  errors: { share: errorShare, total: ({ errors }: DriveReport) => errors },
  drops: { share: dropShare, total: ({ dropped }: DriveReport) => dropped },
  rate: { share: reachedShare, total: (report: DriveReport) => perSecond(report.answered, report) },
} as const;

/** @throws BadInput that says how one is written. */
export function readThreshold(text: string): Threshold {
  const [, name = '', sign = '', limit = ''] =
    /^([a-z0-9.]+)\s*([<>]=?)\s*([\w.%/]+)$/.exec(text.trim()) ?? [];
  if (LATENCIES.includes(name)) return latencyThreshold(text, name as keyof LatencyFigures, sign, limit);
  if (name in COUNTS) return countThreshold(text, name as keyof typeof COUNTS, sign, limit);
  throw cannotRead(text);
}

function latencyThreshold(text: string, name: keyof LatencyFigures, sign: string, limit: string): Threshold {
  const ms = readDuration(limit) * 1_000;
  return {
    text,
    check: ({ latency }) => {
      const value = latencyFigures(latency)[name];
      // Where nothing was measured, nothing was good.
      return { missed: Number.isNaN(value) || compare(value, sign, ms), measured: milliseconds(value) };
    },
  };
}

function countThreshold(text: string, name: keyof typeof COUNTS, sign: string, limit: string): Threshold {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(%|\/s)?$/.exec(limit) ?? [];
  if (digits === '' || (unit === '/s' && name !== 'rate')) throw cannotRead(text);
  const isShare = unit === '%';
  return {
    text,
    check: (report) => {
      const value = COUNTS[name][isShare ? 'share' : 'total'](report);
      const measured = isShare ? percent(value) : name === 'rate' ? rate(value) : String(value);
      return { missed: compare(value, sign, Number(digits) / (isShare ? 100 : 1)), measured };
    },
  };
}

function compare(value: number, sign: string, limit: number): boolean {
  if (sign === '>') return value > limit;
  if (sign === '>=') return value >= limit;
  return sign === '<' ? value < limit : value <= limit;
}

const cannotRead = (text: string) =>
  new BadInput(
    `Cannot read the threshold '${text}': expected for example ${LATENCIES.slice(0, 5).join(', ')}, p99.9, mean or max ` +
      "as 'p99>500ms', 'errors>1%', 'drops>0', 'rate<99%' or 'rate<45/s'",
  );
