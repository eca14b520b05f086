/** A stored trace's spans as the query APIs show them: adjusted as Jaeger does, unless they are asked for raw. */
import { KINDS, type OtlpSpan } from '../decode/otlp-types.ts';
import type { Store, StoredSpan } from '../store/store.ts';

const SERVER = KINDS.indexOf('server');
const CLIENT = KINDS.indexOf('client');

export interface HowToShow {
  /** As they came, with what Jaeger would have changed. */
  raw?: boolean;
}

/** In the order of arrival. */
export function traceSpans(store: Store, slot: number, { raw = false }: HowToShow = {}): StoredSpan[] {
  const addresses = [...store.addressesOf(slot)].toReversed();
  const spans = addresses.map((address) => store.decode(address));
  return raw ? spans : separateSharedIds(withoutDuplicates(spans));
}

/** A span that was sent twice, as exporters do when an answer is lost, is shown once. */
function withoutDuplicates(spans: StoredSpan[]): StoredSpan[] {
  const byId = new Map<string, StoredSpan>();
  return spans.filter((stored) => {
    const first = byId.get(stored.span.spanId);
    if (first) return stored.service !== first.service || !isSame(stored.span, first.span);
    byId.set(stored.span.spanId, stored);
    return true;
  });
}

const isSame = (a: OtlpSpan, b: OtlpSpan): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * In Zipkin's model a client and its server may share a span id. The server gets an id of its own and becomes the
 * client's child; what was the child of both is the server's. Source: jaeger, adjuster/spaniduniquifier.go.
 */
function separateSharedIds(spans: StoredSpan[]): StoredSpan[] {
  const clients = new Set(spans.filter(({ span }) => span.kind === CLIENT).map(({ span }) => span.spanId));
  const isShared = ({ kind, spanId }: OtlpSpan) => kind === SERVER && clients.has(spanId);
  if (!spans.some(({ span }) => isShared(span))) return spans;
  const taken = new Set(spans.map(({ span }) => span.spanId));
  const serverIds = new Map<string, string>();
  let last = 0n;
  for (const { span } of spans) {
    if (!isShared(span)) continue;
    do last += 1n;
    while (taken.has(hexId(last)));
    serverIds.set(span.spanId, hexId(last));
  }
  return spans.map((stored) => {
    const { span } = stored;
    if (isShared(span)) {
      const own = { spanId: serverIds.get(span.spanId) ?? span.spanId, parentSpanId: span.spanId };
      return { ...stored, span: { ...span, ...own } };
    }
    const server = span.parentSpanId === undefined ? undefined : serverIds.get(span.parentSpanId);
    return server === undefined ? stored : { ...stored, span: { ...span, parentSpanId: server } };
  });
}

const hexId = (id: bigint): string => id.toString(16).padStart(16, '0');
