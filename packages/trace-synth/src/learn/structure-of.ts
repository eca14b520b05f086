/** The structure of real traces, as rows and as figures to compare. */
import type { Trace } from '@tracewalk/trace-model';
import type { Row } from '../profiles/structure-rows.ts';
import { depthOf, servicesOf, sizeOf, widthOf } from '../profiles/measures.ts';
import type { Shape } from '../shape/shape.ts';
import { below } from './observe.ts';

export interface Structure {
  readonly size: number;
  readonly depth: number;
  readonly width: number;
  readonly services: number;
  /** From the first start to the last end, in milliseconds. */
  readonly duration: number;
  /** Spans whose status is an error. */
  readonly errors: number;
}

/** Of the first tree of the trace; what does not hang on it is not looked at. */
export function structureOfTrace({ roots: [root] }: Trace): Structure {
  if (!root) throw new Error('Cannot measure a trace: it has no root');
  const nodes = below(root);
  const levels = new Map<number, number>();
  let end = root.span.start as number;
  for (const { depth, span } of nodes) {
    levels.set(depth, (levels.get(depth) ?? 0) + 1);
    end = Math.max(end, span.start + span.duration);
  }
  return {
    size: nodes.length,
    depth: levels.size - 1,
    width: [...levels.values()].reduce((most, count) => Math.max(most, count), 0),
    services: new Set(nodes.map(({ span }) => span.service)).size,
    duration: (end - root.span.start) / 1_000,
    errors: nodes.filter(({ span }) => span.status === 'error').length,
  };
}

export function structureOfShape(shape: Shape): Structure {
  const { spans } = shape;
  let end = 0;
  let errors = 0;
  for (const { start, duration, status } of spans) {
    end = Math.max(end, start + duration);
    if (status === 'error') errors += 1;
  }
  return {
    size: sizeOf(shape),
    depth: depthOf(shape),
    width: widthOf(shape),
    services: servicesOf(shape),
    duration: end / 1e6,
    errors,
  };
}

export const rowOf = ({ size, depth, width, services }: Structure): Row => [size, depth, width, services];
