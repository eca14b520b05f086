/** How often services were called, how long it took and how often it failed, in steps of time. */
import { ERROR_FLAG, type Segment } from './segment.ts';
import type { Store } from './store.ts';

export interface CallsWanted {
  services: ReadonlySet<string>;
  /** Span kinds, by number. */
  kinds: ReadonlySet<number>;
  byOperation: boolean;
  /** All in ms, the times since the epoch. */
  from: number;
  to: number;
  step: number;
}

export interface Calls {
  /** ns. */
  durations: number[];
  errors: number;
}

export interface CallsOf {
  service: string;
  /** Absent unless asked for by operation. */
  operation?: string;
  /** By the number of the step; steps without a call are missing. */
  steps: Map<number, Calls>;
}

export function collectCalls(store: Store, wanted: CallsWanted): CallsOf[] {
  const all = new Map<string, CallsOf>();
  for (const segment of store.segments) {
    if (segment.maxStart < wanted.from * 1_000 || segment.minStart >= wanted.to * 1_000) continue;
    const groups = groupsOf(store, segment, wanted, all);
    for (let row = 0; row < segment.count; row++) {
      const group = groups[segment.operation[row] as number];
      if (group) addCall(group, segment, row, wanted);
    }
  }
  return [...all.values()].filter(({ steps }) => steps.size > 0);
}

/** By the number of the segment's operation: where its calls are counted, if they are. */
function groupsOf(
  store: Store,
  { operations }: Segment,
  { services, kinds, byOperation }: CallsWanted,
  all: Map<string, CallsOf>,
): (CallsOf | undefined)[] {
  return operations.service.map((id, number) => {
    const service = store.services.nameOf(id);
    if (!services.has(service) || !kinds.has(operations.kind[number] as number)) return undefined;
    const operation = byOperation ? operations.name(number) : undefined;
    const key = JSON.stringify([service, operation]);
    let group = all.get(key);
    if (!group) all.set(key, (group = { service, operation, steps: new Map() }));
    return group;
  });
}

function addCall({ steps }: CallsOf, segment: Segment, row: number, { from, to, step }: CallsWanted): void {
  const start = segment.startMicros(row) / 1_000;
  if (start < from || start >= to) return;
  const index = Math.floor((start - from) / step);
  let calls = steps.get(index);
  if (!calls) steps.set(index, (calls = { durations: [], errors: 0 }));
  calls.durations.push(segment.duration[row] as number);
  if (segment.flags[row] === ERROR_FLAG) calls.errors += 1;
}
