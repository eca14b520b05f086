/** Which of the accepted traces are in the storage, as a whole, and what is there twice. */
import type { Trace } from '@tracewalk/trace-model';

/** Each way into the Collector makes one. */
export const SPANS_PER_TRACE = 3;
const LOOK_UPS_AT_A_TIME = 8;

export interface Count {
  /** By number: how many spans of the trace were stored a second time. */
  readonly duplicates: Map<number, number>;
  /** Numbers of the traces of which a span is missing. */
  readonly missing: Set<number>;
}

/** Undefined when there is no such trace. */
export type LookUp = (traceId: string) => Promise<Trace | undefined>;

export const countNothing = (accepted: ReadonlyMap<number, string>): Count => ({
  duplicates: new Map(),
  missing: new Set(accepted.keys()),
});

/** Looks for what was missing before. Says how many of these are there now; a look-up that fails finds nothing. */
export async function lookAgain(
  count: Count,
  accepted: ReadonlyMap<number, string>,
  lookUp: LookUp,
): Promise<number> {
  const queue = [...count.missing];
  const before = queue.length;
  const worker = async () => {
    for (let number = queue.shift(); number !== undefined; number = queue.shift()) {
      const trace = await lookUp(accepted.get(number) ?? '').catch(() => undefined);
      if (!trace || trace.nodes.length < SPANS_PER_TRACE) continue;
      count.missing.delete(number);
      const twice = trace.warnings.filter((warning) => warning.includes('a second span')).length;
      if (twice > 0) count.duplicates.set(number, twice);
    }
  };
  await Promise.all(Array.from({ length: LOOK_UPS_AT_A_TIME }, worker));
  return before - count.missing.size;
}
