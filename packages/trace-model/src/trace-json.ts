import { criticalPath } from './critical-path.ts';
import type { Trace, TraceNode } from './trace.ts';

/**
 * The trace as plain JSON values: its facts, then its spans in the order of the tree, each with its place in it. Times
 * are microseconds; `criticalTime` is the span's share of the critical path.
 */
export function toTraceJson(trace: Trace): Record<string, unknown> {
  const { id, start, duration, services, errorCount, warnings } = trace;
  const criticalTime = new Map<TraceNode, number>();
  for (const { node, start: from, end } of criticalPath(trace)) {
    criticalTime.set(node, (criticalTime.get(node) ?? 0) + end - from);
  }
  return {
    id,
    start,
    duration,
    services,
    errorCount,
    warnings,
    spans: trace.nodes.map((node) => ({
      ...node.span,
      depth: node.depth,
      orphan: node.orphan,
      selfTime: node.selfTime,
      criticalTime: criticalTime.get(node) ?? 0,
      clockSkew: node.clockSkew,
    })),
  };
}
