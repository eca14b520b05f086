/** A stored trace as OTLP/JSON, grouped by resource and scope: what `/api/v3` answers with. */
import type { ResourceSpans, ScopeSpans } from '../decode/otlp-types.ts';
import type { Store } from '../store/store.ts';
import { type HowToShow, traceSpans } from './trace-spans.ts';

export function toResourceSpans(store: Store, slot: number, how?: HowToShow): ResourceSpans[] {
  const resources = new Map<string, ResourceSpans & { scopeSpans: ScopeSpans[] }>();
  const scopes = new Map<string, ScopeSpans & { spans: unknown[] }>();
  for (const { span, resource, scope, format } of traceSpans(store, slot, how)) {
    const resourceKey = JSON.stringify(resource);
    let group = resources.get(resourceKey);
    if (!group) resources.set(resourceKey, (group = { resource, scopeSpans: [] }));
    const scopeKey = JSON.stringify([resourceKey, scope]);
    let scopeSpans = scopes.get(scopeKey);
    if (!scopeSpans) {
      scopes.set(scopeKey, (scopeSpans = { scope, spans: [] }));
      group.scopeSpans.push(scopeSpans);
    }
    const arrival = { key: 'internal.span.format', value: { stringValue: format } };
    const attributes = [...(span.attributes ?? []), arrival];
    scopeSpans.spans.push({ ...span, attributes, status: span.status ?? {} });
  }
  return [...resources.values()];
}
