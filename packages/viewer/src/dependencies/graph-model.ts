/** The service graph as the page shows it: parts of it, and its calls as rows. */
import type { GraphEdge, GraphNode, Protocol, ServiceGraph } from '../api/types.ts';

/** What can be drawn so that it can be read. Beyond, the layout would also keep the page busy for seconds. */
export const MOST_NODES = 120;
export const MOST_EDGES = 300;

export const isDrawable = ({ nodes, edges }: ServiceGraph): boolean =>
  nodes.length <= MOST_NODES && edges.length <= MOST_EDGES;

export const PROTOCOL_NAMES: Readonly<Record<Protocol, string>> = {
  http: 'HTTP',
  grpc: 'gRPC',
  messaging: 'messaging',
  database: 'database',
  internal: 'internal',
  other: 'unknown',
};

/** One kind of calls between two services. */
export interface Call extends GraphEdge {
  readonly caller: string;
  readonly called: string;
}

/** The most frequent first. */
export const callsOf = ({ nodes, edges }: ServiceGraph): readonly Call[] =>
  edges
    .map((edge) => ({ ...edge, caller: nodes[edge.from]?.name ?? '', called: nodes[edge.to]?.name ?? '' }))
    .toSorted((a, b) => b.calls - a.calls || compare(a.caller, b.caller) || compare(a.called, b.called));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One service, those that call it, those it calls, and what these call of each other. */
export function around(graph: ServiceGraph, name: string): ServiceGraph {
  const wanted = new Set(graph.nodes.flatMap((node, index) => (node.name === name ? [index] : [])));
  for (const { from, to } of graph.edges) {
    if (graph.nodes[from]?.name === name) wanted.add(to);
    if (graph.nodes[to]?.name === name) wanted.add(from);
  }
  const kept = [...wanted].toSorted((a, b) => a - b);
  const places = new Map(kept.map((index, place) => [index, place]));
  return {
    ...graph,
    nodes: kept.map((index) => graph.nodes[index] as GraphNode),
    edges: graph.edges.flatMap((edge) => {
      const [from, to] = [places.get(edge.from), places.get(edge.to)];
      const touches = graph.nodes[edge.from]?.name === name || graph.nodes[edge.to]?.name === name;
      // Of a hub's many neighbours only their calls to it are drawn: the others would hide these.
      const isKept = touches || wanted.size <= MOST_NODES / 4;
      return from === undefined || to === undefined || !isKept ? [] : [{ ...edge, from, to }];
    }),
  };
}

/** Rows in which each word is in the caller, the called or the protocol. */
export function filterCalls(calls: readonly Call[], text: string): readonly Call[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return calls.filter(({ caller, called, protocol }) => {
    const row = `${caller} ${called} ${PROTOCOL_NAMES[protocol]}`.toLowerCase();
    return words.every((word) => row.includes(word));
  });
}
