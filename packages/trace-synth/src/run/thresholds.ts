/** `--fail-if 'lost>0'`: what makes a run fail. */
import { BadInput } from '../bad-input.ts';
import { Latencies } from './latencies.ts';
import { readMilliseconds } from './read-time.ts';
import { type EndpointReport, type SynthReport, total } from './report.ts';

export interface Threshold {
  /** As it was given. */
  readonly text: string;
  isMissed(report: SynthReport): boolean;
}

type Measure = (all: EndpointReport) => { value: number; of: number };

const COUNTS: Readonly<Record<string, Measure>> = {
  lost: (all) => ({ value: all.rejected + all.dropped, of: all.generated }),
  rejected: (all) => ({ value: all.rejected, of: all.generated }),
  dropped: (all) => ({ value: all.dropped, of: all.generated }),
  retried: (all) => ({ value: all.retried, of: all.generated }),
  missed: (all) =>
    all.rate?.unit === 'traces'
      ? { value: all.missedTraces, of: all.traces + all.missedTraces }
      : { value: all.missed, of: all.generated + all.missed },
};
const QUANTILES: Readonly<Record<string, number>> = { p50: 0.5, p90: 0.9, p99: 0.99, 'p99.9': 0.999, max: 1 };

/** Without others: nothing may be lost. */
export const USUAL_THRESHOLD = 'lost>0';

/** @throws BadInput that says how one is written */
export function readThreshold(text: string): Threshold {
  const [, name = '', sign = '', limit = ''] =
    /^([a-z0-9.]+)\s*([<>]=?)\s*([\w.%]+)$/.exec(text.trim()) ?? [];
  const count = COUNTS[name];
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%)?$/.exec(limit) ?? [];
  if (count && digits !== undefined) {
    const isMissed = (report: SynthReport) => {
      const { value, of } = count(total(report.endpoints));
      return percent
        ? compare((100 * value) / Math.max(of, 1), sign, Number(digits))
        : compare(value, sign, Number(digits));
    };
    return { text, isMissed };
  }
  const quantile = QUANTILES[name];
  const ms = readMilliseconds(limit);
  if (quantile === undefined || ms === undefined) {
    throw new BadInput(
      `Cannot read the threshold '${text}': expected for example 'lost>0', 'rejected>1%', 'missed>1%' or 'p99>200ms'`,
    );
  }
  return {
    text,
    isMissed: (report) => {
      const latencies = new Latencies().add(total(report.endpoints).latencies);
      return compare(quantile === 1 ? latencies.max : latencies.quantile(quantile), sign, ms);
    },
  };
}

function compare(value: number, sign: string, limit: number): boolean {
  if (sign === '>') return value > limit;
  if (sign === '>=') return value >= limit;
  return sign === '<' ? value < limit : value <= limit;
}
