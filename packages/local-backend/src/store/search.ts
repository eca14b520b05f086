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
  const service = wanted.service === undefined ? -1 : store.services.find(wanted.service);
  if (wanted.service !== undefined && service < 0) return [];
  const tags = Object.entries(wanted.tags ?? {}).map(([key, value]) => tagTest(key, value));
  const found = new Set<number>();
  for (const segment of store.segments.toReversed()) {
    const { startMin = -Infinity, startMax = Infinity } = wanted;
    if (segment.maxStart < startMin || segment.minStart > startMax) continue;
    const operations = wantedOperations(segment, service, wanted.operation);
    if (operations.length > 0) searchSegment(segment, rowsOf(segment, operations), wanted, tags, found);
    if (found.size >= wanted.limit) break;
  }
  return [...found];
}

/** The numbers of the segment's operations that are wanted. */
function wantedOperations({ operations }: Segment, service: number, name: string | undefined): number[] {
  const bytes = name === undefined ? undefined : Buffer.from(name);
  const wanted: number[] = [];
  for (let id = 0; id < operations.count; id++) {
    if (service >= 0 && operations.service[id] !== service) continue;
    if (bytes && !operations.hasName(id, bytes)) continue;
    wanted.push(id);
  }
  return wanted;
}

/** The rows of some operations, the last first. */
function rowsOf({ operations, operation, sameOperation, count }: Segment, ids: number[]): Uint32Array {
  const rows = new Uint32Array(ids.reduce((sum, id) => sum + (operations.rows[id] as number), 0));
  let at = 0;
  if (ids.length === 1) {
    const last = operations.lastRow[ids[0] as number] as number;
    for (let next = last; next > 0; next = sameOperation[next - 1] as number) rows[at++] = next - 1;
    return rows;
  }
  const isWanted = new Uint8Array(operations.count);
  for (const id of ids) isWanted[id] = 1;
  for (let row = count - 1; row >= 0; row--) {
    if (isWanted[operation[row] as number] === 1) rows[at++] = row;
  }
  return rows;
}

function searchSegment(
  segment: Segment,
  rows: Uint32Array,
  wanted: Search,
  tags: TagTest[],
  found: Set<number>,
): void {
  const { minDuration = 0, maxDuration = Infinity, startMin, startMax, limit } = wanted;
  const { duration: durations, slot: slots } = segment;
  // A segment that lies within the times as a whole needs no look at each start.
  const isWithin = segment.minStart >= (startMin ?? -Infinity) && segment.maxStart <= (startMax ?? Infinity);
  for (const row of rows) {
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
