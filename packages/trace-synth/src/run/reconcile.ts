/** Holds what was sent against what the backend has: trace by trace, span by span, by their ids. */
import { setTimeout as sleep } from 'node:timers/promises';
import { IdSource, idText, TraceIds } from '../encode/ids.ts';
import type { SampledTrace } from './sampler.ts';

export interface Reconciliation {
  /** Traces that were made, and of how many of them each span was looked for. */
  made: number;
  checked: number;
  /** All spans are there. */
  complete: number;
  /** Some are, though all were accepted. */
  incomplete: number;
  /** None is. */
  absent: number;
  /** Not all were accepted, or nobody knows: whatever is there is right. */
  uncertain: number;
  missingSpans: number;
  /** Spans with the id of such a trace that were never made. */
  unknownSpans: number;
  /** Ids of some traces that are not as they should be. */
  examples: string[];
}

/** Span ids (16 hex digits) of the trace with this id (32 hex digits); none if it is not there. */
export type TraceLookup = (traceId: string) => Promise<readonly string[]>;

/** The traces that a lane remembers. */
export interface LaneSamples {
  idLane: number;
  made: number;
  traces: SampledTrace[];
}

export interface ReconcileOptions {
  seed: number;
  lookup: TraceLookup;
  /** A backend may take a while: so long is looked again for what is not there. */
  waitMs: number;
  onProgress?: (checked: number, all: number) => void;
}

const AT_ONCE = 8;
const AGAIN_MS = 1_000;
const EXAMPLES = 5;

interface Check {
  traceId: string;
  spanIds: string[];
  isCertain: boolean;
  missing: number;
  unknown: number;
}

export async function reconcile(
  lanes: readonly LaneSamples[],
  options: ReconcileOptions,
): Promise<Reconciliation> {
  const checks = lanes.flatMap((lane) => checksOf(lane, options.seed));
  const until = performance.now() + options.waitMs;
  let open: Check[] = checks;
  while (open.length > 0) {
    await lookAtAll(open, options, checks.length);
    open = open.filter(({ isCertain, missing }) => isCertain && missing > 0);
    if (performance.now() + AGAIN_MS > until) break;
    if (open.length > 0) await sleep(AGAIN_MS);
  }
  return judge(
    checks,
    lanes.reduce((sum, { made }) => sum + made, 0),
  );
}

function checksOf({ idLane, traces }: LaneSamples, seed: number): Check[] {
  const source = new IdSource(seed, idLane);
  const ids = new TraceIds();
  return traces.map((trace) => {
    source.rewind(trace);
    source.next(ids, trace.spans);
    const spanIds = Array.from({ length: trace.spans }, (_, index) =>
      idText(ids.spans, 2 * index, 2 * index + 2),
    );
    const isCertain = trace.accepted === trace.spans;
    return { traceId: idText(ids.trace, 0, 4), spanIds, isCertain, missing: 0, unknown: 0 };
  });
}

async function lookAtAll(checks: readonly Check[], options: ReconcileOptions, all: number): Promise<void> {
  const left = [...checks].toReversed();
  const one = async () => {
    for (let check = left.pop(); check; check = left.pop()) {
      const found = new Set(await options.lookup(check.traceId));
      check.missing = check.spanIds.filter((id) => !found.delete(id)).length;
      check.unknown = found.size;
      options.onProgress?.(all - left.length, all);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

function judge(checks: readonly Check[], made: number): Reconciliation {
  const certain = checks.filter(({ isCertain }) => isCertain);
  const isAbsent = ({ missing, spanIds }: Check) => missing === spanIds.length;
  const wrong = [
    ...certain.filter(({ missing }) => missing > 0),
    ...checks.filter(({ unknown }) => unknown > 0),
  ];
  return {
    made,
    checked: checks.length,
    complete: certain.filter(({ missing }) => missing === 0).length,
    incomplete: certain.filter((check) => check.missing > 0 && !isAbsent(check)).length,
    absent: certain.filter(isAbsent).length,
    uncertain: checks.length - certain.length,
    missingSpans: certain.reduce((sum, { missing }) => sum + missing, 0),
    unknownSpans: checks.reduce((sum, { unknown }) => sum + unknown, 0),
    examples: [...new Set(wrong.map(({ traceId }) => traceId))].slice(0, EXAMPLES),
  };
}
