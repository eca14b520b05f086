/** `GET /api/viewer/traces/{id}`: a trace without its attributes, as `answers.ts` describes it. */
import { FORMATS, rowOf } from '../../store/segment.ts';
import { backlinks } from '../../store/backlinks.ts';
import { missingName } from '../../decode/scan-request.ts';
import { SpanIndex } from '../../store/span-index.ts';
import type { Store } from '../../store/store.ts';
import { type Skeleton, type SkeletonBacklink, type SkeletonLink, SpanFlag } from './answers.ts';
import { clockSkews, criticalPath } from './critical-path.ts';
import { scanDetails } from './scan-details.ts';
import type { ShownTrace } from './shown-trace.ts';
import type { TraceTree } from './trace-tree.ts';

/** More of these would be a blot on the timeline; all of them are in the list of events and in the details. */
const MAX_EVENTS = 20_000;
const MAX_LINKS = 5_000;
export const MAX_BACKLINKS = 1_000;

export function skeletonOf(shown: ShownTrace): Skeleton {
  const { store, slot, traceId, tree } = shown;
  const flags = Uint16Array.from(tree.flags.subarray(0, tree.count));
  const skew = clockSkews(tree);
  for (let at = 0; at < skew.length; at += 2) addFlag(flags, skew[at] as number, SpanFlag.skew);
  const details = new Details(shown, flags);
  for (let index = 0; index < tree.count; index++) details.add(index);
  const linkedBy = backlinksOf(shown, flags);
  const services = servicesOf(tree);
  const partial = store.traces.partial[slot] === 1;
  return {
    traceId,
    spanCount: tree.count,
    startTimeUnixNano: earliest(store, tree).toString(),
    duration: tree.end - tree.begin,
    errorCount: services.reduce((sum, { errorCount }) => sum + errorCount, 0),
    services,
    operations: tree.operations,
    startDelta: startDeltas(tree),
    spanDuration: toList(tree.duration),
    depth: toList(tree.depth),
    service: toList(tree.service),
    operation: toList(tree.operation),
    kind: toList(tree.kind),
    status: toList(tree.status),
    flags: toList(flags),
    protocol: details.protocol,
    contextFormat: details.contextFormat,
    protocols: details.protocols.list,
    contextFormats: details.contextFormats.list,
    critical: criticalPath(tree),
    skew,
    events: details.events,
    eventNames: details.eventNames.list,
    links: details.links,
    linkedBy,
    partial,
    warnings: warningsOf(tree, flags, partial, details),
  };
}

function startDeltas({ count, start, begin }: TraceTree): number[] {
  const deltas: number[] = [];
  for (let index = 0, before = begin; index < count; index++) {
    const at = start[index] as number;
    deltas.push(at - before);
    before = at;
  }
  return deltas;
}

/** What `Array.from` does, which walks through a typed array step by step. */
function toList(column: ArrayLike<number>): number[] {
  const list: number[] = [];
  for (let at = 0; at < column.length; at++) list.push(column[at] as number);
  return list;
}

const addFlag = (flags: Uint16Array, index: number, flag: number): void => {
  flags[index] = (flags[index] as number) | flag;
};

/** Texts, each numbered when it first occurs. */
class Texts {
  readonly list: string[];
  readonly #numbers: Map<string, number>;

  constructor(...first: string[]) {
    this.list = first;
    this.#numbers = new Map(first.map((text, number) => [text, number]));
  }

  numberOf(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.list.push(text) - 1));
    return number;
  }
}

/** What is gathered span by span. */
class Details {
  readonly protocols = new Texts();
  readonly contextFormats = new Texts('');
  readonly eventNames = new Texts();
  readonly protocol: number[] = [];
  readonly contextFormat: number[] = [];
  readonly events: number[] = [];
  readonly links: SkeletonLink[] = [];
  eventCount = 0;
  linkCount = 0;
  readonly #shown: ShownTrace;
  readonly #flags: Uint16Array;
  readonly #ids: SpanIndex;
  readonly #begin: bigint;

  constructor(shown: ShownTrace, flags: Uint16Array) {
    this.#shown = shown;
    this.#flags = flags;
    this.#ids = indexIds(shown.tree);
    this.#begin = BigInt(shown.tree.begin) * 1_000n;
  }

  add(index: number): void {
    const { store, tree } = this.#shown;
    const address = tree.address[index] as number;
    const found = scanDetails(store, address);
    this.protocol.push(this.protocols.numberOf(protocolOf(this.#shown, address)));
    this.contextFormat.push(this.contextFormats.numberOf(found.contextFormat));
    if (found.backwards) addFlag(this.#flags, index, SpanFlag.backwards);
    if (found.events.length > 0) addFlag(this.#flags, index, SpanFlag.events);
    if (found.links.length > 0) addFlag(this.#flags, index, SpanFlag.links);
    for (const { timeUnixNano, name } of found.events) {
      this.eventCount += 1;
      if (this.eventCount > MAX_EVENTS) continue;
      const time = Number((timeUnixNano - this.#begin) / 1_000n);
      this.events.push(index, time, this.eventNames.numberOf(name));
    }
    for (const link of found.links) {
      this.linkCount += 1;
      if (this.linkCount <= MAX_LINKS) this.links.push(resolveLink(this.#shown, this.#ids, index, link));
    }
  }
}

/** How a span arrived. */
export function protocolOf({ store, fromFile }: ShownTrace, address: number): string {
  if (fromFile) return 'file';
  const segment = store.segmentOf(address);
  return FORMATS[segment?.contexts[segment.context[rowOf(address)] as number]?.format ?? 0] ?? '';
}

export function indexIds({ count, spanHigh, spanLow }: TraceTree): SpanIndex {
  const ids = new SpanIndex();
  ids.reset(count);
  for (let index = 0; index < count; index++) {
    ids.add(spanHigh[index] as number, spanLow[index] as number, index, false);
  }
  return ids;
}

export function resolveLink(
  { store, traceId: own }: ShownTrace,
  ids: SpanIndex,
  from: number,
  { traceId, spanId }: { traceId: string; spanId: string },
): SkeletonLink {
  const isOwn = traceId === own;
  const to = isOwn ? idAt(ids, spanId) : -1;
  return { from, traceId, spanId, to, known: isOwn || store.findTrace(traceId) >= 0 };
}

const idAt = (ids: SpanIndex, spanId: string): number =>
  ids.find(Number.parseInt(spanId.slice(0, 8), 16), Number.parseInt(spanId.slice(8), 16));

function backlinksOf(shown: ShownTrace, flags: Uint16Array): SkeletonBacklink[] {
  const found = backlinks(shown.store, shown.traceId, MAX_BACKLINKS);
  if (found.length === 0) return [];
  const ids = indexIds(shown.tree);
  return found.flatMap(({ linkedSpanId, ...where }) => {
    const to = idAt(ids, linkedSpanId);
    if (to < 0) return [];
    addFlag(flags, to, SpanFlag.linkedBy);
    return [{ to, ...where }];
  });
}

function earliest(store: Store, { start, begin, address, count }: TraceTree): bigint {
  let least: bigint | undefined;
  for (let index = 0; index < count; index++) {
    if (start[index] !== begin) continue;
    const nanos = store.segmentOf(address[index] as number)?.startNanos(rowOf(address[index] as number));
    if (nanos !== undefined && (least === undefined || nanos < least)) least = nanos;
  }
  return least ?? 0n;
}

function servicesOf({ services, service, status, count }: TraceTree): Skeleton['services'] {
  const shown = services.map((name) => ({
    name,
    spanCount: 0,
    errorCount: 0,
    ...(missingName(name) && { nameMissing: true }),
  }));
  for (let index = 0; index < count; index++) {
    const each = shown[service[index] as number];
    if (!each) continue;
    each.spanCount += 1;
    if (status[index] === 2) each.errorCount += 1;
  }
  return shown;
}

const WARNED = [SpanFlag.orphan, SpanFlag.cut, SpanFlag.sameId, SpanFlag.skew, SpanFlag.backwards];

function warningsOf(tree: TraceTree, flags: Uint16Array, partial: boolean, details: Details): string[] {
  const counts = new Map<number, number>();
  for (const each of flags) {
    if (each !== 0)
      for (const flag of WARNED) if ((each & flag) !== 0) counts.set(flag, (counts.get(flag) ?? 0) + 1);
  }
  const count = (flag: number): number => counts.get(flag) ?? 0;
  const noted: [number, (count: number) => string][] = [
    [
      count(SpanFlag.orphan),
      (n) => `${spans(n)} named a parent that is not here: it was lost, or is still to come.`,
    ],
    [
      count(SpanFlag.cut),
      (n) => `The parents of ${spans(n)} form a circle, which was cut at the earliest span.`,
    ],
    [count(SpanFlag.sameId), (n) => `${spans(n)} had the id of another span of this trace.`],
    [
      count(SpanFlag.skew),
      (n) => `${spans(n)} began before their parent: clocks disagree. No time was changed.`,
    ],
    [count(SpanFlag.backwards), (n) => `${spans(n)} ended before they began: their duration is shown as 0.`],
    [tree.repeated, (n) => `${spans(n)} came twice and are shown once.`],
    [
      details.eventCount - MAX_EVENTS,
      (n) => `${n} more events are not drawn on the timeline; the list has them.`,
    ],
    [
      details.linkCount - MAX_LINKS,
      (n) => `${n} more links are not drawn on the timeline; the spans have them.`,
    ],
  ];
  return [
    ...(partial ? ['This trace is partial: its oldest spans were evicted to make room.'] : []),
    ...noted.filter(([n]) => n > 0).map(([n, say]) => say(n)),
  ];
}

const spans = (count: number): string => `${count} span${count === 1 ? '' : 's'}`;
