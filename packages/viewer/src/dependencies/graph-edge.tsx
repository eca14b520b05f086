import type { PlacedEdge, Point } from './layout-graph.ts';

/** One kind of calls: protocol, count and share of errors are written at the line, whose dashes say the protocol, too. */
export function GraphEdge({ placed, faded }: { readonly placed: PlacedEdge; readonly faded: boolean }) {
  const { edge, points, label, text, errorText } = placed;
  const failed = edge.errors > 0 ? '-failed' : '';
  return (
    <g class={faded ? 'graph-faded' : undefined}>
      <path
        class={`graph-edge graph-edge-${edge.protocol}${failed ? ' graph-edge-failed' : ''}`}
        d={curve(points)}
        stroke-width={1 + Math.min(Math.log10(edge.calls), 4) / 2}
        marker-end={`url(#arrow${failed})`}
      />
      {(text || errorText) && (
        <rect
          class="graph-label-back"
          x={label.x - label.width / 2}
          y={label.y - label.height / 2}
          width={label.width}
          height={label.height}
        />
      )}
      {text && (
        <text class="graph-label" x={label.x} y={label.y + (errorText ? -2 : 4)}>
          {text}
        </text>
      )}
      {errorText && (
        <text class="graph-label graph-errors" x={label.x} y={label.y + (text ? 11 : 4)}>
          {errorText}
        </text>
      )}
    </g>
  );
}

/** Through the middles between dagre's points: no corner, and it begins and ends where it must. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (!first || !last) return '';
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] as Point;
    const end = index === rest.length - 2 ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${point.x} ${point.y} ${end.x} ${end.y}`;
  });
  return `M${first.x} ${first.y}${bends.length > 0 ? bends.join('') : `L${last.x} ${last.y}`}`;
}
