/** The services that have spans here, and their operations: all in the segments' own tables, no span is looked at. */
import { KINDS } from '../decode/otlp-types.ts';
import { compareText } from '../store/attribute-text.ts';
import type { Store } from '../store/store.ts';

export interface Operation {
  name: string;
  /** Empty where the span has none. */
  spanKind: string;
}

export function services(store: Store): string[] {
  const ids = new Set(store.segments.flatMap((segment) => segment.operations.service));
  return [...ids].map((id) => store.services.nameOf(id)).toSorted(compareText);
}

/** @param kind `server`, `client` and so on; empty for all. */
export function operations(store: Store, service: string, kind = ''): Operation[] {
  const wanted = store.services.find(service);
  const found = new Map<string, Operation>();
  for (const { operations: table } of store.segments) {
    for (let id = 0; id < table.count; id++) {
      const spanKind = kindName(table.kind[id] as number);
      if (table.service[id] !== wanted || (kind && spanKind !== kind)) continue;
      const name = table.name(id);
      found.set(`${spanKind} ${name}`, { name, spanKind });
    }
  }
  return [...found.values()].toSorted(
    (a, b) => compareText(a.name, b.name) || compareText(a.spanKind, b.spanKind),
  );
}

const kindName = (kind: number): string => (kind === 0 ? '' : (KINDS[kind] ?? ''));
