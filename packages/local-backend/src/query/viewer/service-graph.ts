/** `GET /api/viewer/dependencies`: which service calls which, over what, how often, how long, and how often in vain. */
import { KINDS } from '../../decode/otlp-types.ts';
import { spokenBy } from '../../store/protocols.ts';
import { ERROR_FLAG, rowOf, type Segment } from '../../store/segment.ts';
import { SpanIndex } from '../../store/span-index.ts';
import type { Store } from '../../store/store.ts';
import { quantile } from '../metrics.ts';
import type { GraphEdge, GraphNode, Protocol, ServiceGraph } from './answers.ts';
import { timeRange } from './find-traces.ts';

const SERVER = KINDS.indexOf('server');

interface Edge {
  from: number;
  to: number;
  protocol: Protocol;
  errors: number;
  /** ns. */
  durations: number[];
}

export function serviceGraph(store: Store, query: URLSearchParams): ServiceGraph {
  const { startMin = -Infinity, startMax = Infinity } = timeRange(query);
  const graph = new Graph(store);
  const { traces } = store;
  for (let slot = 0; slot < traces.head.length; slot++) {
    const begin = traces.minStart[slot] as number;
    if ((traces.head[slot] as number) >= 0 && begin >= startMin && begin <= startMax) graph.addTrace(slot);
  }
  return graph.answer();
}

class Graph {
  readonly #store: Store;
  readonly #nodes: GraphNode[] = [];
  readonly #nodeNumbers = new Map<string, number>();
  /** By the store's number of a service. */
  readonly #serviceNodes: number[] = [];
  readonly #edges = new Map<string, Edge>();
  readonly #index = new SpanIndex();
  #traceCount = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  addTrace(slot: number): void {
    this.#traceCount += 1;
    const segments: Segment[] = [];
    const rows: number[] = [];
    for (const address of this.#store.addressesOf(slot)) {
      const segment = this.#store.segmentOf(address);
      if (!segment) continue;
      segments.push(segment);
      rows.push(rowOf(address));
    }
    this.#index.reset(rows.length);
    rows.forEach((row, place) => {
      const segment = segments[place] as Segment;
      // In Zipkin's model a client and its server may share a span id: what names it as parent means the server.
      const wins = segment.kindOf(row) === SERVER;
      this.#index.add(segment.spanHigh[row] as number, segment.spanLow[row] as number, place, wins);
    });
    rows.forEach((row, place) => {
      const segment = segments[place] as Segment;
      this.#addSpan(segment, row);
      const parent = this.#index.find(segment.parentHigh[row] as number, segment.parentLow[row] as number);
      if (parent >= 0) this.#addCall(segments[parent] as Segment, rows[parent] as number, segment, row);
    });
  }

  answer(): ServiceGraph {
    const edges = [...this.#edges.values()].map(({ from, to, protocol, errors, durations }): GraphEdge => {
      const sorted = Float64Array.from(durations).toSorted();
      const micros = (fraction: number) => Math.floor(quantile(sorted, fraction) / 1_000);
      return { from, to, calls: durations.length, errors, protocol, p50: micros(0.5), p95: micros(0.95) };
    });
    return { nodes: this.#nodes, edges, traceCount: this.#traceCount };
  }

  #addSpan(segment: Segment, row: number): void {
    const failed = segment.flags[row] === ERROR_FLAG;
    const own = this.#serviceNode(segment.serviceOf(row));
    this.#count(own, failed);
    const { protocol, database } = spokenBy(segment, row);
    if (protocol !== 'database') return;
    // A database does not trace itself: its side of the call is the caller's span.
    const to = this.#node(database, 'database');
    this.#count(to, failed);
    this.#addEdge(own, to, protocol, segment, row);
  }

  #addCall(parentSegment: Segment, parentRow: number, segment: Segment, row: number): void {
    const from = this.#serviceNode(parentSegment.serviceOf(parentRow));
    const to = this.#serviceNode(segment.serviceOf(row));
    if (from === to) return;
    const { protocol } = spokenBy(segment, row);
    const known = protocol === 'other' ? spokenBy(parentSegment, parentRow).protocol : protocol;
    this.#addEdge(from, to, known, segment, row);
  }

  #addEdge(from: number, to: number, protocol: Protocol, segment: Segment, row: number): void {
    const key = `${from} ${to} ${protocol}`;
    let edge = this.#edges.get(key);
    if (!edge) this.#edges.set(key, (edge = { from, to, protocol, errors: 0, durations: [] }));
    edge.durations.push(segment.duration[row] as number);
    if (segment.flags[row] === ERROR_FLAG) edge.errors += 1;
  }

  #count(node: number, failed: boolean): void {
    const { [node]: counted } = this.#nodes;
    if (!counted) return;
    counted.spanCount += 1;
    if (failed) counted.errorCount += 1;
  }

  #serviceNode(service: number): number {
    return (this.#serviceNodes[service] ??= this.#node(this.#store.services.nameOf(service), 'service'));
  }

  #node(name: string, kind: GraphNode['kind']): number {
    const key = `${kind} ${name}`;
    let number = this.#nodeNumbers.get(key);
    if (number === undefined) {
      number = this.#nodes.push({ name, kind, spanCount: 0, errorCount: 0 }) - 1;
      this.#nodeNumbers.set(key, number);
    }
    return number;
  }
}
