/** Which stored spans link to a trace: found by the segments' lists of links, a few numbers for each link. */
import { decodeSpan } from '../decode/decode-span.ts';
import { Reader } from '../decode/wire.ts';
import type { Segment } from './segment.ts';
import type { Store } from './store.ts';

export interface Backlink {
  /** The span that is linked to, in hex. */
  linkedSpanId: string;
  /** Where the link is. */
  traceId: string;
  spanId: string;
  service: string;
  operation: string;
}

/** Oldest first, at most `limit`. @param traceId 32 hex digits. */
export function backlinks(store: Store, traceId: string, limit: number): Backlink[] {
  const word = Number.parseInt(traceId.slice(24), 16);
  const found: Backlink[] = [];
  for (const segment of store.segments) {
    const { linkRows, linkTraces } = segment;
    let last = -1;
    for (let link = 0; link < linkRows.length; link++) {
      const row = linkRows[link] as number;
      if (linkTraces[link] !== word || row === last || row >= segment.count) continue;
      last = row;
      found.push(...linksOf(store, segment, row, traceId));
      if (found.length >= limit) return found.slice(0, limit);
    }
  }
  return found;
}

function linksOf(store: Store, segment: Segment, row: number, traceId: string): Backlink[] {
  const from = segment.offset[row] as number;
  const span = decodeSpan(new Reader(segment.raw, from, from + (segment.length[row] as number)));
  return (span.links ?? [])
    .filter((link) => link.traceId === traceId)
    .map((link) => ({
      linkedSpanId: link.spanId,
      traceId: span.traceId,
      spanId: span.spanId,
      service: store.services.nameOf(segment.serviceOf(row)),
      operation: span.name,
    }));
}
