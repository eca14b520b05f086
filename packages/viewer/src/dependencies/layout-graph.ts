/** Places for the graph's nodes, edges and labels, in px. Loaded with dagre when a graph is drawn. */
import { Graph, layout } from '@dagrejs/dagre';
import type { GraphEdge, GraphNode, ServiceGraph } from '../api/types.ts';
import { formatCompact, formatShare } from '../ui/format-number.ts';
import { PROTOCOL_NAMES } from './graph-model.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Around its middle. */
interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends Box {
  readonly node: GraphNode;
  /** The name, cut if it is too long. */
  readonly label: string;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  readonly label: Box;
  readonly text: string;
  /** '' without errors. */
  readonly errorText: string;
}

export interface PlacedGraph {
  readonly compact: boolean;
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Wide screens have room beside each other, phones below each other. */
export type Direction = 'LR' | 'TB';

const NODE_HEIGHT = 40;
/** Room for the letters of the service. */
export const BEFORE_NAME = 40;
const AFTER_NAME = 14;
const MOST_LETTERS = 26;
const MARGIN = 12;
const ROOMY = { nodesep: 26, ranksep: 34, edgesep: 14 };
const COMPACT = { nodesep: 10, ranksep: 40, edgesep: 8 };

export interface LayoutOptions {
  readonly direction: Direction;
  /** Names and errors only: for a small screen, where the table says the rest. */
  readonly compact: boolean;
  readonly measure: Measure;
}

/** How wide a text is, in px: fonts differ from machine to machine. */
export type Measure = (text: string, style: 'name' | 'small') => number;

export function layoutGraph(
  { nodes, edges }: ServiceGraph,
  { direction, compact, measure }: LayoutOptions,
): PlacedGraph {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: direction,
    ...(compact ? COMPACT : ROOMY),
    marginx: MARGIN,
    marginy: MARGIN,
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const called = new Set(edges.map(({ to }) => to));
  // Where circles are cut depends on the order: who is not called comes first, then the name decides, so that the same
  // graph looks the same whatever was answered first.
  const rank = (index: number) => `${called.has(index) ? 1 : 0} ${keyOf(nodes[index])}`;
  for (const index of nodes.map((_, place) => place).toSorted((a, b) => compare(rank(a), rank(b)))) {
    const count = compact ? 0 : measure(countOf(nodes[index]), 'small');
    const text = Math.max(measure(labelOf(nodes[index]), 'name'), count);
    const width = BEFORE_NAME + Math.max(text, compact ? 20 : 60) + AFTER_NAME;
    graph.setNode(keyOf(nodes[index]), { width, height: NODE_HEIGHT });
  }
  const ends = ({ from, to, protocol }: GraphEdge) =>
    [keyOf(nodes[from]), keyOf(nodes[to]), protocol] as const;
  for (const edge of edges.toSorted((a, b) => compare(ends(a).join(), ends(b).join()))) {
    const texts = [compact ? '' : textOf(edge), errorTextOf(edge)].filter(Boolean);
    const width = Math.max(0, ...texts.map((text) => measure(text, 'small') + 8));
    const size = { width, height: texts.length * 15, labelpos: 'c' as const };
    const [from, to, protocol] = ends(edge);
    graph.setEdge(from, to, size, protocol);
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    compact,
    width,
    height,
    nodes: nodes.map((node) => {
      const { x, y, width: nodeWidth, height: nodeHeight } = graph.node(keyOf(node)) as Box;
      return { node, label: labelOf(node), x, y, width: nodeWidth, height: nodeHeight };
    }),
    edges: edges.map((edge) => {
      const { points, ...label } = graph.edge(...ends(edge)) as Route;
      return { edge, points, label, text: compact ? '' : textOf(edge), errorText: errorTextOf(edge) };
    }),
  };
}

type Route = Box & { readonly points: readonly Point[] };

/** What is written below the name. */
const countOf = (node: GraphNode | undefined): string =>
  `${formatCompact(node?.spanCount ?? 0)} spans ✗${formatCompact(node?.errorCount ?? 0)}`;

const keyOf = (node: GraphNode | undefined): string => `${node?.kind} ${node?.name}`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const labelOf = (node: GraphNode | undefined): string => {
  const letters = Array.from(node?.name || '(no name)');
  return letters.length > MOST_LETTERS ? `${letters.slice(0, MOST_LETTERS - 1).join('')}…` : letters.join('');
};

const textOf = ({ protocol, calls }: GraphEdge): string =>
  `${PROTOCOL_NAMES[protocol]} ${formatCompact(calls)}`;

const errorTextOf = ({ errors, calls }: GraphEdge): string =>
  errors > 0 ? `✗ ${formatShare(errors / calls)}` : '';
