/** The services that have spans here, and their operations. */
import { KIND_BITS, kindOf } from '../store/segment.ts';
import type { Store } from '../store/store.ts';

export interface Operation {
  name: string;
  spanKind: string;
}

export function services(store: Store): string[] {
  const seen = new Uint8Array(store.services.length);
  for (const segment of store.segments) {
    for (let row = 0; row < segment.count; row++) seen[segment.service[row] as number] = 1;
  }
  return store.services.filter((_, id) => seen[id] === 1).toSorted();
}

/** @param kind `server`, `client` and so on; empty for all. */
export function operations(store: Store, service: string, kind = ''): Operation[] {
  const id = store.findService(service);
  if (id < 0) return [];
  const found = new Map<string, Operation>();
  for (const segment of store.segments) {
    const seen = new Set<number>();
    for (let row = 0; row < segment.count; row++) {
      if (segment.service[row] !== id) continue;
      const flags = segment.flags[row] as number;
      const pair = (segment.name[row] as number) * 8 + (flags & KIND_BITS);
      if (seen.has(pair)) continue;
      seen.add(pair);
      const spanKind = (flags & KIND_BITS) === 0 ? '' : kindOf(flags);
      if (kind && spanKind !== kind) continue;
      const name = segment.names[segment.name[row] as number] ?? '';
      found.set(`${spanKind} ${name}`, { name, spanKind });
    }
  }
  return [...found.values()].toSorted((a, b) => compare(a.name, b.name) || compare(a.spanKind, b.spanKind));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
