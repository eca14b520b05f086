/** `GET /api/viewer/traces/{id}/spans/{span}` and `…/events`: what the skeleton leaves out. */
import { KINDS, type SpanEvent } from '../../decode/otlp-types.ts';
import { backlinks } from '../../store/backlinks.ts';
import { type EventDetail, type SpanDetail, SpanFlag, type TraceEvents } from './answers.ts';
import { toAttributes } from './attributes.ts';
import { clockSkews } from './critical-path.ts';
import { scanDetails } from './scan-details.ts';
import type { ShownTrace } from './shown-trace.ts';
import { indexIds, MAX_BACKLINKS, protocolOf, resolveLink } from './skeleton.ts';
import type { TraceTree } from './trace-tree.ts';

const STATUS = ['unset', 'ok', 'error'] as const;

export function spanDetail(shown: ShownTrace, index: number): SpanDetail {
  const { store, tree, traceId } = shown;
  const address = tree.address[index] as number;
  const { span, resource, scope } = store.decode(address);
  const ids = indexIds(tree);
  const noParent = !span.parentSpanId || /^0*$/.test(span.parentSpanId);
  return {
    index,
    spanCount: tree.count,
    traceId,
    spanId: span.spanId,
    parentSpanId: noParent ? '' : (span.parentSpanId ?? ''),
    service: tree.services[tree.service[index] as number] ?? '',
    name: span.name,
    kind: KINDS[span.kind ?? 0] ?? KINDS[0],
    status: STATUS[tree.status[index] as number] ?? 'unset',
    statusMessage: span.status?.message ?? '',
    startTimeUnixNano: span.startTimeUnixNano,
    endTimeUnixNano: span.endTimeUnixNano,
    attributes: toAttributes(span.attributes),
    events: (span.events ?? []).map((event) => eventDetail(event, tree)),
    links: (span.links ?? []).map((link) => ({
      ...resolveLink(shown, ids, index, link),
      traceState: link.traceState ?? '',
      attributes: toAttributes(link.attributes),
    })),
    linkedBy: backlinks(store, traceId, MAX_BACKLINKS)
      .filter(({ linkedSpanId }) => linkedSpanId === span.spanId)
      .map(({ linkedSpanId: _own, ...where }) => ({ to: index, ...where })),
    resource: toAttributes(resource.attributes),
    scope: {
      name: scope.name ?? '',
      version: scope.version ?? '',
      attributes: toAttributes(scope.attributes),
    },
    protocol: protocolOf(shown, address),
    contextFormat: scanDetails(store, address).contextFormat,
    traceState: span.traceState ?? '',
    dropped: {
      attributes: span.droppedAttributesCount ?? 0,
      events: span.droppedEventsCount ?? 0,
      links: span.droppedLinksCount ?? 0,
    },
    warnings: warningsOf(tree, index, BigInt(span.endTimeUnixNano) < BigInt(span.startTimeUnixNano)),
  };
}

function eventDetail({ name, timeUnixNano, attributes }: SpanEvent, { begin }: TraceTree): EventDetail {
  const time = Number((BigInt(timeUnixNano) - BigInt(begin) * 1_000n) / 1_000n);
  return { name, time, timeUnixNano, attributes: toAttributes(attributes) };
}

function warningsOf(tree: TraceTree, index: number, backwards: boolean): string[] {
  const has = (flag: number): boolean => ((tree.flags[index] as number) & flag) !== 0;
  const skews = clockSkews(tree);
  const at = skews.findIndex((each, place) => place % 2 === 0 && each === index);
  return [
    ...(has(SpanFlag.orphan) ? ['Its parent is not here: it was lost, or is still to come.'] : []),
    ...(has(SpanFlag.cut) ? ['Its parents form a circle, which was cut here.'] : []),
    ...(has(SpanFlag.sameId) ? ['Another span of this trace has the same id.'] : []),
    ...(at >= 0
      ? [`Clocks disagree: it begins ${skews[at + 1]} µs before its parent. No time was changed.`]
      : []),
    ...(backwards ? ['It ended before it began: its duration is shown as 0.'] : []),
  ];
}

/** Beyond this the list would be too long to read, and to send. */
const MAX_LISTED = 5_000;

/** All events by time, at most `limit`. */
export function traceEvents({ store, tree }: ShownTrace, limit: number): TraceEvents {
  const places: { span: number; event: number; time: bigint }[] = [];
  for (let span = 0; span < tree.count; span++) {
    const { events } = scanDetails(store, tree.address[span] as number);
    events.forEach(({ timeUnixNano }, event) => places.push({ span, event, time: timeUnixNano }));
  }
  const wanted = places
    .toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : a.span - b.span || a.event - b.event))
    .slice(0, Math.min(limit, MAX_LISTED));
  const decoded = new Map<number, SpanEvent[]>();
  const eventsOf = (span: number): SpanEvent[] => {
    let events = decoded.get(span);
    if (!events) decoded.set(span, (events = store.decode(tree.address[span] as number).span.events ?? []));
    return events;
  };
  return {
    total: places.length,
    events: wanted.map(({ span, event }) => ({
      span,
      ...eventDetail(eventsOf(span)[event] as SpanEvent, tree),
    })),
  };
}
