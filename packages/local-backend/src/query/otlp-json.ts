/** Stored traces as OTLP/JSON, grouped as they came: what `/api/v3` answers with. */
import type { ResourceSpans } from '../decode/otlp-types.ts';
import type { Store } from '../store/store.ts';

export function toResourceSpans(store: Store, slots: number[]): ResourceSpans[] {
  const groups = new Map<string, ResourceSpans>();
  for (const slot of slots) {
    for (const address of [...store.addressesOf(slot)].toReversed()) {
      const { span, resource, scope, format } = store.decode(address);
      const key = JSON.stringify([resource, scope]);
      let group = groups.get(key);
      if (!group) {
        group = { resource, scopeSpans: [{ scope, spans: [] }] };
        groups.set(key, group);
      }
      const how = { key: 'internal.span.format', value: { stringValue: format } };
      group.scopeSpans?.[0]?.spans?.push({ ...span, attributes: [...(span.attributes ?? []), how] });
    }
  }
  return [...groups.values()];
}
