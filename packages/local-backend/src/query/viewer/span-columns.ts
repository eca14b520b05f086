/** The spans of one trace as columns, in the order of arrival, from the store's index: no span is decoded. */
import { KINDS } from '../../decode/otlp-types.ts';
import { ERROR_FLAG, OK_FLAG, rowOf, type Segment } from '../../store/segment.ts';
import { SpanIndex } from '../../store/span-index.ts';
import type { Store } from '../../store/store.ts';
import { SpanFlag } from './answers.ts';

export interface SpanColumns {
  count: number;
  /** Of the span in the store. */
  address: Float64Array;
  /** µs since the epoch. */
  start: Float64Array;
  /** µs. */
  duration: Float64Array;
  spanHigh: Uint32Array;
  spanLow: Uint32Array;
  /** Place of the parent, or -1. */
  parent: Int32Array;
  /** Place in `services`, and in `operations`. */
  service: Uint32Array;
  operation: Uint32Array;
  kind: Uint8Array;
  /** 0 unset, 1 ok, 2 error. */
  status: Uint8Array;
  /** Bits of `SpanFlag`. */
  flags: Uint16Array;
  services: string[];
  operations: string[];
  /** Spans that came twice, and are here once. */
  repeated: number;
}

const SERVER = KINDS.indexOf('server');
const CLIENT = KINDS.indexOf('client');

export function readColumns(store: Store, slot: number): SpanColumns {
  const addresses = store.addressesInOrder(slot);
  const columns = emptyColumns(addresses.length);
  const index = new SpanIndex();
  index.reset(addresses.length);
  const sharing: number[] = [];
  const names = new Names(store, columns);
  for (const address of addresses) {
    const segment = store.segmentOf(address);
    if (!segment) continue;
    const row = rowOf(address);
    const high = segment.spanHigh[row] as number;
    const low = segment.spanLow[row] as number;
    const first = index.find(high, low);
    if (first >= 0 && isSame(store, columns.address[first] as number, segment, row)) {
      columns.repeated += 1;
      continue;
    }
    const place = columns.count++;
    if (first >= 0) sharing.push(first, place);
    else index.add(high, low, place, false);
    columns.address[place] = address;
    columns.spanHigh[place] = high;
    columns.spanLow[place] = low;
    columns.start[place] = segment.startMicros(row);
    columns.duration[place] = Math.floor((segment.duration[row] as number) / 1_000);
    columns.kind[place] = segment.kindOf(row);
    const status = segment.flags[row];
    columns.status[place] = status === ERROR_FLAG ? 2 : status === OK_FLAG ? 1 : 0;
    if (status === ERROR_FLAG) columns.flags[place] = SpanFlag.error;
    names.note(segment, row, place);
  }
  const servers = shareIds(columns, sharing, index);
  findParents(store, columns, index, servers);
  return columns;
}

function emptyColumns(count: number): SpanColumns {
  return {
    count: 0,
    address: new Float64Array(count),
    start: new Float64Array(count),
    duration: new Float64Array(count),
    spanHigh: new Uint32Array(count),
    spanLow: new Uint32Array(count),
    parent: new Int32Array(count),
    service: new Uint32Array(count),
    operation: new Uint32Array(count),
    kind: new Uint8Array(count),
    status: new Uint8Array(count),
    flags: new Uint16Array(count),
    services: [],
    operations: [],
    repeated: 0,
  };
}

/** A span that was sent twice, as exporters do when an answer is lost. */
function isSame(store: Store, address: number, segment: Segment, row: number): boolean {
  const other = store.segmentOf(address);
  if (!other) return false;
  const otherRow = rowOf(address);
  return bytesOf(segment, row).equals(bytesOf(other, otherRow)) &&
    segment.nameOf(row) === other.nameOf(otherRow)
    ? segment.serviceOf(row) === other.serviceOf(otherRow)
    : false;
}

export function bytesOf({ raw, offset, length }: Segment, row: number): Buffer {
  const from = offset[row] as number;
  return raw.subarray(from, from + (length[row] as number));
}

/** Numbers services and operations in the order in which the trace has them. */
class Names {
  readonly #store: Store;
  readonly #columns: SpanColumns;
  readonly #services = new Map<number, number>();
  readonly #operations = new Map<string, number>();
  /** By segment: its own numbers of operations to ours. */
  readonly #known = new Map<Segment, Map<number, number>>();

  constructor(store: Store, columns: SpanColumns) {
    this.#store = store;
    this.#columns = columns;
  }

  note(segment: Segment, row: number, place: number): void {
    const columns = this.#columns;
    const serviceId = segment.serviceOf(row);
    let service = this.#services.get(serviceId);
    if (service === undefined) {
      service = columns.services.push(this.#store.services.nameOf(serviceId)) - 1;
      this.#services.set(serviceId, service);
    }
    columns.service[place] = service;
    columns.operation[place] = this.#operation(segment, row);
  }

  #operation(segment: Segment, row: number): number {
    let known = this.#known.get(segment);
    if (!known) this.#known.set(segment, (known = new Map()));
    const id = segment.operation[row] as number;
    let operation = known.get(id);
    if (operation !== undefined) return operation;
    const name = segment.operations.name(id);
    operation = this.#operations.get(name);
    if (operation === undefined) {
      operation = this.#columns.operations.push(name) - 1;
      this.#operations.set(name, operation);
    }
    known.set(id, operation);
    return operation;
  }
}

/**
 * In Zipkin's model a client and its server may share a span id: the server becomes the client's child, and what names
 * the id as its parent means the server. Any other spans that share an id are marked.
 * @param sharing pairs: the first span of an id, and another.
 * @returns the client of each such server.
 */
function shareIds(columns: SpanColumns, sharing: number[], index: SpanIndex): Map<number, number> {
  const groups = new Map<number, number[]>();
  for (let at = 0; at < sharing.length; at += 2) {
    const first = sharing[at] as number;
    const group = groups.get(first);
    if (group) group.push(sharing[at + 1] as number);
    else groups.set(first, [first, sharing[at + 1] as number]);
  }
  const clients = new Map<number, number>();
  for (const [first, group] of groups) {
    const client = group.find((place) => columns.kind[place] === CLIENT);
    const servers = client === undefined ? [] : group.filter((place) => columns.kind[place] === SERVER);
    for (const server of servers) clients.set(server, client as number);
    const [server] = servers;
    if (server !== undefined) {
      index.add(columns.spanHigh[first] as number, columns.spanLow[first] as number, server, true);
    }
    for (const place of group.filter((each) => each !== (client ?? first) && each !== server)) {
      columns.flags[place] = (columns.flags[place] as number) | SpanFlag.sameId;
    }
  }
  return clients;
}

function findParents(
  store: Store,
  columns: SpanColumns,
  index: SpanIndex,
  clients: Map<number, number>,
): void {
  for (let place = 0; place < columns.count; place++) {
    const address = columns.address[place] as number;
    const segment = store.segmentOf(address) as Segment;
    const row = rowOf(address);
    const high = segment.parentHigh[row] as number;
    const low = segment.parentLow[row] as number;
    const hasParent = high !== 0 || low !== 0;
    const parent = clients.get(place) ?? (hasParent ? index.find(high, low) : -1);
    columns.parent[place] = parent;
    if (hasParent && parent < 0) columns.flags[place] = (columns.flags[place] as number) | SpanFlag.orphan;
  }
}
