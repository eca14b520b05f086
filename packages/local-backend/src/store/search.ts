/** Searches spans by what the index holds, and looks into only those that may have the tags. */
import type { Segment } from './segment.ts';
import type { Store } from './store.ts';
import { tagTest, type TagTest } from './tag.ts';

export interface Search {
  /** All services if absent. */
  service?: string;
  operation?: string;
  /** All of them must fit one span. */
  tags?: Record<string, string>;
  /** ns. */
  minDuration?: number;
  maxDuration?: number;
  /** µs since the epoch; of the span's start. */
  startMin?: number;
  startMax?: number;
  limit: number;
}

/** The slots of the traces in which one span fits, those that arrived last first. */
export function search(store: Store, wanted: Search): number[] {
  const service = wanted.service === undefined ? -1 : store.findService(wanted.service);
  if (wanted.service !== undefined && service < 0) return [];
  const tags = Object.entries(wanted.tags ?? {}).map(([key, value]) => tagTest(key, value));
  const found = new Set<number>();
  for (const segment of store.segments.toReversed()) {
    const { startMin = -Infinity, startMax = Infinity } = wanted;
    if (segment.maxStart < startMin || segment.minStart > startMax) continue;
    const operations = wantedOperations(segment, service, wanted.operation);
    if (operations) searchSegment(segment, operations, wanted, tags, found);
    if (found.size >= wanted.limit) break;
  }
  return [...found];
}

/** 1 for each of the segment's operations that is wanted; undefined if none is. */
function wantedOperations(segment: Segment, service: number, name: string | undefined): Uint8Array | undefined {
  const { operations } = segment;
  const bytes = name === undefined ? undefined : Buffer.from(name);
  const isWanted = new Uint8Array(operations.count);
  let any = false;
  for (let id = 0; id < operations.count; id++) {
    if (service >= 0 && operations.service[id] !== service) continue;
    if (bytes && !operations.hasName(id, bytes)) continue;
    isWanted[id] = 1;
    any = true;
  }
  return any ? isWanted : undefined;
}

function searchSegment(
  segment: Segment,
  operations: Uint8Array,
  wanted: Search,
  tags: TagTest[],
  found: Set<number>,
): void {
  const { minDuration = 0, maxDuration = Infinity, startMin, startMax, limit } = wanted;
  const { operation, duration: durations, slot: slots } = segment;
  // A segment that lies within the times as a whole needs no look at each start.
  const isWithin = segment.minStart >= (startMin ?? -Infinity) && segment.maxStart <= (startMax ?? Infinity);
  for (let row = segment.count - 1; row >= 0; row--) {
    if (operations[operation[row] as number] === 0) continue;
    const duration = durations[row] as number;
    if (duration < minDuration || duration > maxDuration) continue;
    if (!isWithin && !startsBetween(segment, row, startMin, startMax)) continue;
    const slot = slots[row] as number;
    if (found.has(slot) || !tags.every((fits) => fits(segment, row))) continue;
    found.add(slot);
    if (found.size >= limit) return;
  }
}

function startsBetween(segment: Segment, row: number, min = -Infinity, max = Infinity): boolean {
  const start = segment.startMicros(row);
  return start >= min && start <= max;
}
