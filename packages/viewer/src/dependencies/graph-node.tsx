import { serviceLetters, serviceSlot } from '@tracewalk/waterfall/service-colour';
import { formatCompact, plural } from '../ui/format-number.ts';
import type { PlacedNode } from './layout-graph.ts';

interface GraphNodeProps {
  readonly placed: PlacedNode;
  readonly href: string;
  readonly compact: boolean;
  readonly chosen: boolean;
  readonly faded: boolean;
}

/** A service or a database: a link that puts it in the middle. */
export function GraphNode({ placed, href, compact, chosen, faded }: GraphNodeProps) {
  const { node, label, x, y, width, height } = placed;
  const [left, top] = [x - width / 2, y - height / 2];
  const isDatabase = node.kind === 'database';
  const failed = node.errorCount > 0 ? `, ${plural(node.errorCount, 'error')}` : '';
  return (
    <a
      href={href}
      class={`graph-node${chosen ? ' graph-chosen' : ''}${faded ? ' graph-faded' : ''}`}
      aria-current={chosen ? 'true' : undefined}
    >
      <title>{`${node.name}, ${node.kind}, ${plural(node.spanCount, 'span')}${failed}`}</title>
      <rect x={left} y={top} width={width} height={height} rx={isDatabase ? height / 2 : 6} />
      <rect
        class={isDatabase ? 'graph-mark-database' : `graph-mark graph-service-${serviceSlot(node.name)}`}
        x={left + 10}
        y={y - 9}
        width={22}
        height={18}
        rx={3}
      />
      <text
        class={isDatabase ? 'graph-letters graph-letters-database' : 'graph-letters'}
        x={left + 21}
        y={y + 4}
      >
        {isDatabase ? 'DB' : serviceLetters(node.name)}
      </text>
      <text class="graph-name" x={left + 39} y={compact ? y + 4 : y - 2}>
        {label}
      </text>
      {!compact && (
        <text class="graph-count" x={left + 39} y={y + 13}>
          {formatCompact(node.spanCount)} spans
          {node.errorCount > 0 && <tspan class="graph-errors"> ✗{formatCompact(node.errorCount)}</tspan>}
        </text>
      )}
    </a>
  );
}
