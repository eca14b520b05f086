/** The graph itself. A service is a link that puts it in the middle; everything here is also in the table. */
import type { ServiceGraph } from '../api/types.ts';
import { plural } from '../ui/format-number.ts';
import { ErrorState, Loading } from '../ui/states.tsx';
import { useWidth } from '../ui/use-width.ts';
import { GraphEdge } from './graph-edge.tsx';
import { GraphNode } from './graph-node.tsx';
import type { PlacedEdge } from './layout-graph.ts';
import { useLayout } from './use-layout.ts';
import './graph-view.css';

interface GraphViewProps {
  readonly graph: ServiceGraph;
  /** The service whose calls stand out; '' for none. */
  readonly focus: string;
  readonly hrefOf: (service: string) => string;
  /** 1: as large as fits. */
  readonly zoom: number;
}

/** A small graph is not blown up. */
const MOST_ZOOM = 1.2;

export function GraphView({ graph, focus, hrefOf, zoom }: GraphViewProps) {
  const [box, width] = useWidth();
  const { placed, problem } = useLayout(graph, width, zoom);
  if (problem) return <ErrorState title="Cannot draw the graph">{problem}</ErrorState>;
  const isNear = ({ edge: { from, to } }: PlacedEdge) =>
    graph.nodes[from]?.name === focus || graph.nodes[to]?.name === focus;
  const near = new Set(placed?.edges.filter(isNear).flatMap(({ edge: { from, to } }) => [from, to]));
  return (
    <div class={zoom === 1 ? 'graph' : 'graph graph-zoomed'} ref={box}>
      {!placed && <Loading what="the graph" />}
      {placed && (
        <svg
          viewBox={`0 0 ${placed.width} ${placed.height}`}
          style={
            zoom === 1
              ? { maxWidth: `${placed.width * MOST_ZOOM}px` }
              : { width: `${zoom * 100}%`, maxHeight: 'none' }
          }
          role="group"
          aria-label={`Service graph: ${plural(graph.nodes.length, 'service')}, ${plural(graph.edges.length, 'kind')} of calls`}
        >
          <defs>
            {['', '-failed'].map((kind) => (
              <marker
                key={kind}
                id={`arrow${kind}`}
                class={`arrow${kind}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="8"
                markerHeight="8"
                markerUnits="userSpaceOnUse"
                orient="auto"
              >
                <path d="M0 0L8 4L0 8Z" />
              </marker>
            ))}
          </defs>
          <g aria-hidden="true">
            {placed.edges.map((edge, index) => (
              <GraphEdge key={index} placed={edge} faded={focus !== '' && !isNear(edge)} />
            ))}
          </g>
          {placed.nodes.map((node, index) => (
            <GraphNode
              key={node.node.name + node.node.kind}
              placed={node}
              href={hrefOf(node.node.name)}
              compact={placed.compact}
              chosen={node.node.name === focus}
              faded={focus !== '' && !near.has(index) && node.node.name !== focus}
            />
          ))}
        </svg>
      )}
    </div>
  );
}
